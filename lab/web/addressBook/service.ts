// The address book: files behind Windows authentication or a web ticket, and the web query with a ticket as bearer, over
// the users of the deployment (web.md 11; the shape of the answer as clients read it).
import type { LabUser } from '../../types.js';
import { audienceCovers, identifyByTicket, isOfAnother } from '../autodiscover/identity.js';
import { challengeList } from '../ntlm/windowsAuthentication.js';
import type { Services } from '../services.js';
import { aspNetAnswer, withHeaders, type Answer } from '../shell/answer.js';
import { diagnostics } from '../shell/diagnostics.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import { splitAccount, webOrigin } from '../topology.js';
import { actionNotSupported, diagnosticsFault, invalidSecurity } from '../webTicket/fault.js';
import { answerMetadataExchange, badMessage, unsupportedMediaType } from '../webTicket/metadataExchange.js';
import { ns } from '../webTicket/namespaces.js';
import { xmlText } from '../xml.js';
import { contract, readSearch, searchAction, type Search } from './request.js';

/** Lower-case paths of the service and of the files' handler. */
export const queryPath = '/groupexpansion/service.svc';
export const filesPath = '/abs/handler';

/** WCF's MaxClockSkew. */
const skewMs = 5 * 60 * 1000;

/** The files: a ticket for this address, or Windows authentication. What the handler says without a file's name is unverified. */
export async function answerFiles(services: Services, request: WebRequest): Promise<Answer> {
  if (request.method !== 'GET') return errorPage(405, [['Allow', 'GET, HEAD']]);
  if (request.header('X-MS-WebTicket') !== undefined) {
    const identity = await identifyByTicket(services, request);
    return identity.ok ? fileOf(services) : identity.answer;
  }
  if (services.policy.windowsAuth === 'none') return errorPage(401);
  const authentication = services.windows.authenticate(request);
  if (!authentication.done) return authentication.answer;
  return withHeaders(fileOf(services), authentication.headers);
}

function fileOf({ policy }: Services): Answer {
  return policy.addressBook === 'not-generated'
    ? errorPage(404)
    : aspNetAnswer(200, 'application/octet-stream', 'ABS\0', [['Cache-Control', 'private']]);
}

/** Metadata and the web query. */
export async function answerQueries(services: Services, request: WebRequest): Promise<Answer> {
  const below = request.path.slice(queryPath.length);
  if (below === '/mex') return answerMetadata(services, request);
  if (below !== '') return errorPage(404);
  // A browser without credentials sees a challenge instead of the service page.
  if (request.method === 'GET') return challengeList();
  if (request.method !== 'POST') return errorPage(405, [['Allow', 'GET, POST']]);
  return answerSearch(services, request);
}

function answerMetadata(services: Services, request: WebRequest): Answer {
  const origin = webOrigin(request.lab.pool, request.lab.site, services.policy);
  return answerMetadataExchange(request, queryPath, {
    name: contract,
    contract: 'IAddressBook',
    operation: 'SearchAbEntry',
    action: searchAction,
    ports: [
      {
        name: 'AddressBookWebTicketBearer',
        location: `${origin}/groupexpansion/service.svc`,
        authentication: { kind: 'ticket', issuer: `${origin}/WebTicket/WebTicketService.svc`, proof: false },
      },
    ],
  });
}

async function answerSearch(services: Services, request: WebRequest): Promise<Answer> {
  // 1. Media type, action, XML.
  const contentType = request.header('Content-Type') ?? '';
  if (contentType.split(';')[0]?.trim().toLowerCase() !== 'text/xml') {
    return unsupportedMediaType(contentType, 'text/xml; charset=utf-8');
  }
  const action = (request.header('SOAPAction') ?? '').trim().replace(/^"(.*)"$/, '$1');
  if (action !== searchAction) return actionNotSupported(action);
  const search = readSearch(request.lab.body);
  if (search === null) return badMessage();
  // 2. The ticket: signature, time, audience; and the time of the message.
  const refusal = await refuse(services, request, search);
  if (refusal !== undefined) return refusal;
  // 3. Who is found.
  return found(services, search);
}

async function refuse(services: Services, request: WebRequest, search: Search): Promise<Answer | undefined> {
  if (search.assertion === undefined) return diagnosticsFault(diagnostics.noValidSecurityToken);
  const verdict = await services.tickets.verify(search.assertion);
  if (!verdict.ok) {
    return diagnosticsFault(
      {
        unreadable: diagnostics.webTicketInvalid,
        'not-yet-valid': diagnostics.webTicketInvalid,
        unverifiable: diagnostics.webTicketUnverifiable,
        expired: diagnostics.webTicketExpired,
      }[verdict.why],
    );
  }
  if (!services.policy.ticketsShared && isOfAnother(services, search.assertion, request.lab.frontEnd)) {
    return diagnosticsFault(diagnostics.webTicketUnverifiable);
  }
  if (!audienceCovers(verdict.audience, request.lab.url)) return diagnosticsFault(diagnostics.webTicketInvalid);
  const { created, expires } = search;
  const now = services.environment.now();
  const isFresh =
    created !== undefined &&
    expires !== undefined &&
    created <= now + skewMs &&
    expires > now - skewMs &&
    created < expires;
  return isFresh ? undefined : invalidSecurity();
}

/** Which element carries the response code is unverified. */
function found({ deployment, policy }: Services, search: Search): Answer {
  const people =
    policy.addressBook === 'not-generated'
      ? []
      : deployment.users.filter((user) => user.home !== null && matches(user, search)).slice(0, search.most);
  const items = people.map((user) => entryOf(user, search.attributes)).join('');
  return aspNetAnswer(
    200,
    'text/xml; charset=utf-8',
    `<s:Envelope xmlns:s="${ns.soap11}"><s:Body><SearchAbEntryResponse xmlns="${contract}">` +
      '<SearchAbEntryResult xmlns:i="http://www.w3.org/2001/XMLSchema-instance">' +
      `<Items>${items}</Items><ResponseStatus>${people.length === 0 ? 'NoEntryFound' : 'Success'}</ResponseStatus>` +
      '</SearchAbEntryResult></SearchAbEntryResponse></s:Body></s:Envelope>',
    [['Cache-Control', 'private']],
  );
}

function attributesOf(user: LabUser): Readonly<Record<string, string>> {
  const name = user.sipAddress.split('@')[0] ?? '';
  return {
    'msrtcsip-primaryuseraddress': `sip:${user.sipAddress}`,
    mail: user.sipAddress,
    displayname: name.replace(/\./g, ' '),
    mailnickname: splitAccount(user.userName).name,
  };
}

/** All rows must fit, from the beginning of the value; addresses are compared without "sip:". */
function matches(user: LabUser, { rows }: Search): boolean {
  const known = attributesOf(user);
  const bare = (value: string): string => value.toLowerCase().replace(/^sip:/, '');
  return (
    rows.length > 0 &&
    rows.every(([attribute, value]) => value !== '' && bare(known[attribute] ?? '').startsWith(bare(value)))
  );
}

function entryOf(user: LabUser, wanted: readonly string[]): string {
  const known = attributesOf(user);
  const attributes = wanted.flatMap((name) => {
    const value = known[name.toLowerCase()];
    return value === undefined
      ? []
      : [`<Attribute><Name>${xmlText(name)}</Name><Value>${xmlText(value)}</Value></Attribute>`];
  });
  return `<AbEntry><Attributes>${attributes.join('')}</Attributes></AbEntry>`;
}
