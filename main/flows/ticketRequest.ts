/** Asking for a web ticket: NTLM at the base address where it is offered, else name and password at /Auth. docs/protocol/web-ticket.md, step 4. [MS-OCAUTHWS 3.2.4.1; WS-Trust 1.3 4] */
import { failed, FailureError } from '../../shared/failure.js';
import { pSha1 } from '../../shared/protocol/proofKey.js';
import {
  issueSoapAction,
  requestSecurityToken,
  requestSecurityTokenWithPassword,
  type TicketRequest,
} from '../../shared/protocol/requestSecurityToken.js';
import { parseTokenResponse, type TokenResponse } from '../../shared/protocol/tokenResponse.js';
import { base64Of } from '../../shared/session/bytes.js';
import type { Reply, StepHandle } from '../engine/api.js';
import { hmacSha1 } from '../net/ntlm/digests.js';
import { demandValidated, faultOf, hostOf, noteAnswer, reasonOf, unexpectedStatus } from './answers.js';
import type { Place, Walk } from './context.js';
import { noteToken } from './modern/tokens.js';
import { trustSecure } from './documents.js';
import { asCurrentUser, postAsCurrentUser } from './currentUser.js';
import { postWithNtlm, type NtlmRequest } from './ntlmExchange.js';
import type { TicketService } from './ticketMetadata.js';

export interface WebTicket {
  /** Value of X-MS-WebTicket behind "opaque=": Base64 of the assertion's bytes as received. */
  readonly opaque: string;
  /** Proves possession of the ticket where a service wants it signed. */
  readonly proofKey: Uint8Array | undefined;
  /** As received, for services that want it in the message. */
  readonly assertion: string;
  readonly assertionId: string | undefined;
  /** ISO 8601 as sent. */
  readonly notBefore: string | undefined;
  readonly notAfter: string | undefined;
}

/** A request that carries no credential: NTLM on the connection says who asks. */
export function ticketRequest(
  walk: Walk,
  url: string,
  appliesTo: string,
): { request: NtlmRequest; ticket: TicketRequest } {
  const ticket: TicketRequest = {
    context: walk.run.random.uuid(),
    appliesTo,
    sipAddress: walk.target.sipAddress,
    entropy: walk.run.random.bytes(32),
  };
  return { ticket, request: { url, headers: soapHeaders, body: requestSecurityToken(ticket) } };
}

export const soapHeaders = [
  ['Content-Type', 'text/xml; charset=utf-8'],
  ['SOAPAction', issueSoapAction],
] as const;

/**
 * Gets a ticket for one address.
 * @throws FailureError protocol/no_common_binding when nothing we speak is offered; credential/credential_refused;
 *   protocol/not_enabled when the account is good but not enabled for SIP
 */
export async function requestTicket(
  walk: Walk,
  step: StepHandle,
  service: TicketService,
  appliesTo: string,
): Promise<WebTicket> {
  const windows = service.bindings.find(({ kind }) => kind === 'windows');
  const username = service.bindings.find(({ kind }) => kind === 'username');
  let why: FailureError | undefined;
  if (windows !== undefined) {
    try {
      const url = await trustSecure(step, windows.link);
      const { request, ticket } = ticketRequest(walk, url, appliesTo);
      const sign = asCurrentUser(walk) ? postAsCurrentUser : postWithNtlm;
      return readTicket(walk, step, await sign(walk, step, request), ticket);
    } catch (error) {
      // Only "not offered" leaves the other way open: no password was sent then.
      if (!(error instanceof FailureError) || error.failure.code !== 'no_common_binding') throw error;
      why = error;
    }
  }
  if (username !== undefined && !asCurrentUser(walk)) {
    const url = await trustSecure(step, username.link);
    if (hostOf(username.link.reply.url) === hostOf(url)) demandValidated(step, username.link.reply);
    return requestWithPassword(walk, step, url, appliesTo);
  }
  step.meaning(
    asCurrentUser(walk)
      ? 'The ticket service offers no Windows sign-in with a ticket. None was sent.'
      : 'The ticket service offers no way to sign in with a user name and a password. None was sent.',
  );
  throw (
    why ??
    failed(
      'protocol',
      'no_common_binding',
      `The web ticket service of ${hostOf(service.base.url)} announces ${
        service.bindings.map(({ port }) => port).join(', ') || 'nothing'
      }: neither Windows sign-in nor user name and password.`,
    )
  );
}

async function requestWithPassword(walk: Walk, step: StepHandle, url: string, appliesTo: string): Promise<WebTicket> {
  const { ticket } = ticketRequest(walk, url, appliesTo);
  const credential = await walk.order.take(step, url);
  step.fact('sign-in-with', 'UsernameToken');
  const reply = await step.exchange({
    method: 'POST',
    url,
    headers: soapHeaders,
    body: requestSecurityTokenWithPassword(ticket, {
      endpoint: url,
      messageId: walk.run.random.uuid(),
      userName: credential.userName,
      password: credential.password,
    }),
    expect: [200],
    understood: 'any',
    carriesCredential: true,
  });
  noteAnswer(step, reply);
  const { id } = reasonOf(reply);
  // 28020 is "no valid security token": at /Auth the token is the password.
  if (reply.status === 401 || id === 28020) {
    noteFault(step, reply);
    walk.credentials.refused(step);
    step.meaning(
      'The server does not accept this user name with this password. To protect the account from a lock-out, the password is not used again in this walk.',
    );
    throw failed(
      'credential',
      'credential_refused',
      `${hostOf(url)} refused the user name and password (${reply.status}${id === undefined ? '' : `, ${id}`}).`,
    );
  }
  return readTicket(walk, step, reply, ticket);
}

/**
 * Gets a ticket with a token of modern authentication, at the base address. docs/protocol/modern.md, step 4.
 * @throws FailureError what stopped it
 */
export async function requestTicketWithToken(
  walk: Walk,
  { step, side }: Place,
  service: TicketService,
  appliesTo: string,
): Promise<WebTicket> {
  const url = await trustSecure(step, service.base);
  const token = await walk.modern.tokenFor({ step, side }, url);
  noteToken(step, token);
  const { request, ticket } = ticketRequest(walk, url, appliesTo);
  step.fact('sign-in-with', 'access token');
  const reply = await step.exchange({
    method: 'POST',
    url,
    headers: [...request.headers, ['Authorization', `Bearer ${token}`]],
    body: request.body,
    expect: [200],
    understood: 'any',
    carriesCredential: true,
  });
  noteAnswer(step, reply);
  return readTicket(walk, step, reply, ticket);
}

/** The ticket in an answer. @throws FailureError for a refusal or anything that holds none */
export function readTicket(walk: Walk, step: StepHandle, reply: Reply, request: TicketRequest): WebTicket {
  if (reply.status !== 200) {
    noteFault(step, reply);
    throw refusal(step, reply);
  }
  const response = parseTokenResponse(reply.text);
  noteTicket(step, response);
  const proofKey = proofKeyOf(response, request.entropy);
  if (proofKey !== undefined) step.secret('proof-key', proofKey);
  step.value('200 ticket');
  step.meaning(
    `${carried(walk)} was accepted and a web ticket came${lifetimeInWords(response, walk.run.now())}. The ticket is shown in its place from here on.`,
  );
  const { assertion, assertionId, notBefore, notAfter } = response;
  return {
    opaque: base64Of(new TextEncoder().encode(assertion)),
    proofKey,
    assertion,
    assertionId,
    notBefore,
    notAfter,
  };
}

function refusal(step: StepHandle, reply: Reply): FailureError {
  const { id, text } = reasonOf(reply);
  if (id === 28000) {
    step.meaning('User name and password are right, but the account is not enabled for Lync or Skype for Business.');
    return failed(
      'protocol',
      'not_enabled',
      `${hostOf(reply.url)} answered ${reply.status}: ${text === '' ? 'the user is not SIP enabled' : text} (28000)`,
    );
  }
  step.meaning('The ticket service answered, but issued no ticket. What it says is in the answer.');
  return unexpectedStatus(reply, 'A web ticket was asked for');
}

function noteFault(step: StepHandle, reply: Reply): void {
  const fault = faultOf(reply);
  if (fault !== undefined) step.fact('fault', `${fault.code}: ${fault.errorReason ?? fault.reason}`);
}

function noteTicket(step: StepHandle, ticket: TokenResponse): void {
  if (ticket.notBefore !== undefined) step.fact('ticket-not-before', ticket.notBefore);
  if (ticket.notAfter !== undefined) step.fact('ticket-not-after', ticket.notAfter);
  const seconds = lifetimeOf(ticket);
  if (seconds !== undefined) step.fact('ticket-lifetime-seconds', String(seconds));
  for (const audience of ticket.audiences) step.fact('ticket-audience', audience);
  if (ticket.issuer !== undefined) step.fact('ticket-issuer', ticket.issuer);
}

function lifetimeOf({ notBefore, notAfter }: TokenResponse): number | undefined {
  const seconds = Math.round((Date.parse(notAfter ?? '') - Date.parse(notBefore ?? '')) / 1000);
  return Number.isFinite(seconds) ? seconds : undefined;
}

function lifetimeInWords(ticket: TokenResponse, now: number): string {
  const minutes = Math.round((Date.parse(ticket.notAfter ?? '') - now) / 60_000);
  if (!Number.isFinite(minutes)) return '';
  if (minutes <= 0) return ', though it has expired by this clock';
  return minutes < 120 ? `, good for ${minutes} minutes` : `, good for about ${Math.round(minutes / 60)} hours`;
}

/** Both halves joined, or the server's key as it is; undefined for a bearer ticket. [WS-Trust 1.3 4.4.4] */
function proofKeyOf({ binarySecret, computedKey }: TokenResponse, entropy: Uint8Array): Uint8Array | undefined {
  if (binarySecret === undefined || computedKey === undefined) return binarySecret;
  return pSha1(entropy, binarySecret, entropy.length, hmacSha1);
}

/** What the request for the ticket stood on, in words. */
function carried(walk: Walk): string {
  if (asCurrentUser(walk)) return 'The sign-in of the current user';
  return walk.target.signIn === 'modern' ? 'The token' : 'The password';
}
