/** No document names Mcx: is it there all the same, missing, or not made for this version? docs/protocol/mcx.md, step 1. [Lync Server 2013, Test-CsMcxP2PIM] */
import { linkOf, type AutodiscoverDocument } from '../../../shared/protocol/autodiscover.js';
import type { Reply } from '../../engine/api.js';
import { headerOf, noteAnswer } from '../answers.js';
import { skipAll, valueOf, type Place } from '../context.js';
import { mexSpec } from './metadata.js';
import { pageSpec } from './page.js';
import { pushSpec } from './push.js';
import { ticketSpec } from './ticket.js';

const notOffered = 'not offered by this version';
const notNamed = 'no document names the service';

/** One light request to the usual address, on the host of the web services of this side. */
export async function lookWhereItUsuallyIs(place: Place, document: AutodiscoverDocument): Promise<void> {
  const { step: group, side } = place;
  const token = side === 'internal' ? 'Internal/Autodiscover' : 'External/Autodiscover';
  const href = linkOf(document, token);
  if (href === undefined || !/^https:\/\//i.test(href) || !URL.canParse(href)) {
    skipAll(place, [pageSpec, mexSpec, ticketSpec, pushSpec], notNamed);
    group.value(notNamed);
    return;
  }
  const asked = await group.attempt({ ...pageSpec, side }, async (step) => {
    const usual = new URL('/Mcx/McxService.svc', href).href;
    const url = (await step.trust(usual, { field: `Link ${token}`, from: 'the user document', secure: true })).href;
    // Nobody said that it is here: whatever comes is an answer.
    const reply = await step.exchange({ method: 'GET', url, headers: [['Accept', '*/*']], expect: [] });
    noteAnswer(step, reply);
    const { reason, meaning } = judgementOf(reply);
    step.value(`${reply.status}, ${reason}`);
    step.meaning(meaning);
    return { reason, meaning };
  });
  const reason = asked.ok ? asked.value.reason : notNamed;
  skipAll(place, [mexSpec, ticketSpec, pushSpec], reason);
  const { meaning } = valueOf(asked);
  group.value(reason);
  group.meaning(meaning);
}

function judgementOf(reply: Reply): { readonly reason: string; readonly meaning: string } {
  if (reply.status === 200) {
    return {
      reason: notNamed,
      meaning:
        'The user document does not name Mcx, though something answers at its usual address. Phones go by the document and do not find it.',
    };
  }
  // Skype for Business Server 2019 needs Windows Server 2016 or later.
  const iis = Number(/^Microsoft-IIS\/(\d+)/i.exec(headerOf(reply, 'Server') ?? '')?.[1] ?? 0);
  if (iis >= 10) {
    return {
      reason: notOffered,
      meaning:
        'Skype for Business Server 2019 and later have no Mcx, and this server looks like one. Phones with Lync 2010 cannot sign in to it; later mobile apps use UCWA.',
    };
  }
  return {
    reason: notNamed,
    meaning:
      'The user document does not name Mcx, and it is not at its usual address. Phones with Lync 2010 cannot sign in here.',
  };
}
