/**
 * Kerberos at a registrar, as far as it goes: the ticket is shown, and the sign-in is not finished, because what gives
 * out tickets here makes no signatures (MIC). docs/protocol/sip.md, negotiate.md. [MS-SIPAE 3.2.5.2, 4.2; RFC 4121 4.2]
 */
import { failed } from '../../../shared/failure.js';
import { authorizationField, type SipChallenge } from '../../../shared/protocol/sip/authentication.js';
import { base64Of } from '../../../shared/session/bytes.js';
import type { Attempt, SipReply, StepHandle } from '../../engine/api.js';
import type { Place, Walk } from '../context.js';
import { ticketFor } from '../currentUser.js';
import { reasonOf } from './answers.js';
import { connectTo } from './connect.js';
import type { Endpoint } from './endpoint.js';
import { Registering } from './legs.js';
import { unvalidated } from './ntlm.js';
import { textOf, type Candidate } from './places.js';
import { offersOf } from './probe.js';

export interface KerberosPlan {
  readonly walk: Walk;
  readonly endpoint: Endpoint;
  readonly start: Pick<Candidate, 'place' | 'learned'>;
}

/**
 * Shows the registrar the current user's ticket. Registers nothing: the REGISTER asks for Expires 0, so that a server
 * that takes it unsigned has nothing that would have to be taken out again. Trouble is in the answer; "not finished" is
 * none.
 */
export function showTicket({ step, side }: Place, plan: KerberosPlan): Promise<Attempt<void>> {
  const title = 'Register with Kerberos, as far as it goes';
  return step.attempt(
    { kind: 'sip.register', side, title, spec: { doc: 'MS-SIPAE', section: '4.2' } },
    async (group) => {
      group.fact('sip-scheme', 'Kerberos');
      const channel = await connectTo(plan.walk, { step: group, side }, plan.start.place, plan.start.learned);
      try {
        await showTicketOn(plan.walk, new Registering(plan.walk.run, group, side, channel, plan.endpoint));
        group.value('not finished');
        group.meaning(
          'The ticket was shown. To finish, every message needs a signature made with its key, and the package that asks the operating system for tickets makes none. So whether Kerberos works to the end at this registrar was not tested.',
        );
      } finally {
        channel.close();
      }
    },
  );
}

async function showTicketOn(walk: Walk, at: Registering): Promise<void> {
  // 1. Without authorization: the 401 names the service that the ticket is for.
  const { challenge, status } = await at.leg('REGISTER without authorization', async (leg) => {
    const reply = await at.ask(leg, at.next(0), [401]);
    const found = offersOf(leg, reply, at.channel).find(({ scheme }) => /^kerberos$/i.test(scheme));
    if (found === undefined)
      throw failed('protocol', 'no_common_binding', `${textOf(at.channel.place)} does not offer Kerberos any more.`);
    leg.meaning(`The registrar offers Kerberos for the service ${found.targetName}.`);
    return { challenge: found, status: reply.status };
  });
  // 2. The ticket. From version 4 on this leg should bear a signature already.
  await at.leg('REGISTER with a ticket, without a signature', async (leg) => {
    if (!at.channel.secure) throw unvalidated(leg, at);
    const ticket = await ticketFor(walk, leg, 'sip', hostOf(challenge));
    leg.fact('sign-in-with', 'Kerberos (current user)');
    const { realm, targetName, opaque } = challenge;
    const version = Math.min(challenge.version, 4);
    const credentials = { scheme: 'Kerberos', realm, targetName, opaque, version, gssapiData: base64Of(ticket.token) };
    const plain = at.next(0);
    const message = { ...plain, headers: [...plain.headers, authorizationField(credentials, status)] };
    const reply = await at.ask(leg, message, [200, 401], { carriesCredential: true });
    leg.meaning(meaningOf(leg, reply, version));
  });
}

function meaningOf(leg: StepHandle, reply: SipReply, version: number): string {
  if (reply.status === 200) {
    return 'The registrar took the ticket without a signature. Nothing was registered: the message asked for no time.';
  }
  const { id, text } = reasonOf(reply);
  const said = [id === undefined ? '' : String(id), text].filter((part) => part !== '').join(', ');
  leg.fact('note', 'Kerberos at the registrar: not finished');
  const answer = `The registrar answers ${reply.status}${said === '' ? '' : ` (${said})`}. `;
  return version >= 4
    ? `${answer}That is what it must say to a message without a signature; it does not tell whether the ticket itself is good.`
    : `${answer}This version of the protocol wants no signature here, so the ticket itself may have been refused.`;
}

/** "sip/fe01.contoso.com" → "fe01.contoso.com". @throws FailureError when it names no service of SIP */
function hostOf({ targetName }: SipChallenge): string {
  const host = /^sip\/([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/i.exec(targetName.trim())?.[1];
  if (host === undefined) {
    throw failed(
      'parse',
      'malformed_document',
      'The registrar offers Kerberos for a service whose name is none of SIP, so no ticket was asked for.',
    );
  }
  return host;
}
