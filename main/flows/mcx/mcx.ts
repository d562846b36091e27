/**
 * The mobility service of Lync 2010 clients (Mcx): its page, its metadata, a web ticket for it, one server for one
 * session, and the way of notifications. docs/protocol/mcx.md. [MS-OCAUTHWS 3.2; Lync Server 2010 mobility]
 */
import type { AutodiscoverDocument } from '../../../shared/protocol/autodiscover.js';
import { mcxLinkFor, mcxLinksOf, type McxLinks } from '../../../shared/protocol/mcxLinks.js';
import type { Side } from '../../../shared/session/model.js';
import type { Attempt } from '../../engine/api.js';
import { hostOf } from '../answers.js';
import { skipAll, together, valueOf, type Place, type Walk } from '../context.js';
import { isOnline } from '../documents.js';
import { lookWhereItUsuallyIs } from './absent.js';
import { askForMetadata, mexSpec } from './metadata.js';
import { askForPage, pageSpec } from './page.js';
import { lookUpPush, pushSpec } from './push.js';
import { keepToOneServer } from './session.js';
import { getTicket, ticketSpec, whyNoTicket } from './ticket.js';

const spec = {
  kind: 'mcx',
  title: 'Test the mobility service as a Lync 2010 phone does (Mcx)',
  spec: { doc: 'MS-OCDISCWS', section: '2.2.5.5' },
} as const;

/** Runs beside the rest of the walk. Throws nothing but cancellation: trouble is in the record. */
export async function useMcx(walk: Walk): Promise<void> {
  const { root } = walk.run;
  if ((walk.target.services ?? 'none') === 'none') return;
  const document = await walk.services.document;
  if (root.signal.aborted) return;
  if (document === undefined) {
    root.skip(spec, walk.credentials.unavailable ?? 'there is no user document');
    return;
  }
  const side = sideOf(walk, document);
  await root.attempt({ ...spec, side }, async (group) => {
    const place: Place = { step: group, side };
    const links = mcxLinksOf(document.links);
    // 1. The service that the document names for this place; without one, a look where it usually is.
    if (links === undefined) return lookWhereItUsuallyIs(place, document);
    await walkThrough(walk, place, links);
  });
}

/** The document says where the server takes the client to be, and a phone goes by that. */
function sideOf({ target }: Walk, { accessLocation }: AutodiscoverDocument): Side {
  const said = accessLocation?.toLowerCase();
  if (said === 'internal' || said === 'external') return said;
  return target.location === 'inside' ? 'internal' : 'external';
}

async function walkThrough(walk: Walk, place: Place, links: McxLinks): Promise<void> {
  const { step: group, side } = place;
  for (const one of ['internal', 'external'] as const) {
    if (links[one] !== undefined)
      group.fact('service', `${one === 'internal' ? 'Internal' : 'External'}/Mcx ${links[one]}`);
  }
  const link = mcxLinkFor(links, side);
  if (link === undefined || isOnline(link.href)) {
    const reason = 'the account is homed online';
    skipAll(place, [pageSpec, mexSpec, ticketSpec, pushSpec], reason);
    group.value(reason);
    return;
  }
  const [ticket] = await together([useService(walk, place, link, links), lookUpPush(group)]);
  group.value(ticket === undefined ? 'answers' : 'answers, ticket issued');
  group.meaning(conclusion(hostOf(link.href), ticket, links));
}

/** @returns undefined where no ticket was asked for */
async function useService(
  walk: Walk,
  place: Place,
  link: { readonly token: string; readonly href: string },
  links: McxLinks,
): Promise<Attempt<unknown> | undefined> {
  const { step: group, side } = place;
  // 2. Its page. 3. Its metadata: where it is called, and who issues tickets for it.
  const page = await group.attempt({ ...pageSpec, side }, (step) => askForPage(step, link, links.exposed, side));
  if (!page.ok) skipAll(place, [mexSpec, ticketSpec], 'the service does not answer');
  const url = valueOf(page);
  const metadata = await group.attempt({ ...mexSpec, side }, (step) => askForMetadata(step, url));
  if (!metadata.ok) skipAll(place, [ticketSpec], 'it is not known who issues tickets for it');
  const service = valueOf(metadata);
  const reason = whyNoTicket(walk);
  if (reason !== undefined) {
    skipAll(place, [ticketSpec], reason);
    await keepToOneServer(walk, place, service.location);
    return undefined;
  }
  // 4. A ticket for this very address. 5. Beside it: does one session stay at one server.
  const [ticket] = await together([getTicket(walk, place, service), keepToOneServer(walk, place, service.location)]);
  if (ticket !== undefined) valueOf(ticket);
  return ticket;
}

function conclusion(host: string, ticket: unknown, { exposed }: McxLinks): string {
  return [
    ticket === undefined
      ? `Mcx answers at ${host} and says how it is used.`
      : `Mcx answers at ${host}, and the user gets a ticket for it.`,
    exposed === 'internal' ? 'Its address is an internal one for everybody: phones outside cannot use it.' : '',
    'The phone would now begin a session. Its messages are not published, so they are not tried: presence, messages and calls of a phone are not proven by this.',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
