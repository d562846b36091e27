/** A web ticket of the online service, for a token of OrgID (WsFed_bearer). docs/protocol/online.md, step 4. [MS-OCAUTHWS 3.2.4.1] */
import { failed, FailureError } from '../../shared/failure.js';
import { timestamp } from '../../shared/protocol/certProv.js';
import type { IssuedToken } from '../../shared/protocol/orgIdAnswer.js';
import { requestSecurityTokenWithToken } from '../../shared/protocol/requestSecurityToken.js';
import type { StepHandle, StepSpec } from '../engine/api.js';
import { hostOf, noteAnswer, reasonOf } from './answers.js';
import { valueOf, type Place, type Walk } from './context.js';
import { isOnline, trustSecure } from './documents.js';
import { tokenFor } from './online.js';
import type { TicketBindingLink, TicketService } from './ticketMetadata.js';
import { readTicket, soapHeaders, ticketRequest, type WebTicket } from './ticketRequest.js';

/** The address is one of the online service, and the user wants to sign in there. Nothing else sends a password online. */
export function signsInOnline({ target }: Walk, ...urls: readonly string[]): boolean {
  return target.signIn === 'online' && urls.some(isOnline);
}

/**
 * A ticket for one address of the online service, in steps of its own below `place`.
 * @param spec of the step that asks for the ticket
 * @throws FailureError as tokenFor(); protocol/not_enabled when the service does not serve the account any more
 */
export async function requestOnlineTicket(
  walk: Walk,
  place: Place,
  service: TicketService,
  appliesTo: string,
  spec: StepSpec,
): Promise<WebTicket> {
  const { step, side } = place;
  const bearer = service.bindings.find(({ kind, link }) => kind === 'federated' && isOnline(link.url));
  let token: IssuedToken;
  try {
    token = await tokenOf(walk, place, service, bearer);
  } catch (error) {
    if (error instanceof FailureError) step.skip({ ...spec, side }, 'there is no token for it');
    throw error;
  }
  return valueOf(
    await step.attempt({ ...spec, side }, (asking) => exchangeToken(walk, asking, bearer, token, appliesTo)),
  );
}

async function tokenOf(
  walk: Walk,
  place: Place,
  service: TicketService,
  bearer: TicketBindingLink | undefined,
): Promise<IssuedToken> {
  if (bearer === undefined) throw noBearer(service);
  return tokenFor(walk, place, bearer.link);
}

function noBearer({ base, bindings }: TicketService): FailureError {
  const ports = bindings.map(({ port }) => port).join(', ') || 'nothing';
  return failed(
    'protocol',
    'no_common_binding',
    `The web ticket service of ${hostOf(base.url)} announces ${ports}: no sign-in with a token of the online service.`,
  );
}

async function exchangeToken(
  walk: Walk,
  step: StepHandle,
  bearer: TicketBindingLink | undefined,
  token: IssuedToken,
  appliesTo: string,
): Promise<WebTicket> {
  if (bearer === undefined) throw failed('protocol', 'no_common_binding', 'There is no address for a token.');
  const url = await trustSecure(step, bearer.link);
  const { ticket } = ticketRequest(walk, url, appliesTo);
  const now = new Date(walk.run.now()).toISOString();
  const security = timestamp(token.created ?? now, token.expires ?? now) + token.token;
  const reply = await step.exchange({
    method: 'POST',
    url,
    headers: soapHeaders,
    body: requestSecurityTokenWithToken(ticket, { endpoint: url, messageId: walk.run.random.uuid(), security }),
    expect: [200],
    understood: 'any',
    carriesCredential: true,
  });
  noteAnswer(step, reply);
  if (reply.status === 200) {
    const issued = readTicket(walk, step, reply, ticket);
    step.meaning(`${hostOf(url)} accepted the token and gave a web ticket for it.`);
    return issued;
  }
  try {
    return readTicket(walk, step, reply, ticket);
  } catch (error) {
    // A second token would be refused like the first.
    if (error instanceof FailureError) walk.onlineTokens.end(error.failure);
    throw error;
  } finally {
    const { id } = reasonOf(reply);
    step.meaning(
      id === 28000
        ? 'The password is right, and the online service says that the account is none of its users. Skype for Business Online was retired on 31 July 2021; its users work with Teams.'
        : 'The password is right, but the online service gives no ticket for it. Skype for Business Online was retired on 31 July 2021, so what still answers there need not serve anybody.',
    );
  }
}
