/**
 * Windows sign-in as the current user: a Kerberos ticket inside Negotiate, no password. Only where the user chose it
 * for this run. docs/protocol/negotiate.md. [RFC 4559 4; RFC 4178 4.2; RFC 4121 4.1]
 */
import { failed, FailureError } from '../../shared/failure.js';
import { challengesOf, parseChallenges } from '../../shared/protocol/challenge.js';
import { base64Of } from '../../shared/session/bytes.js';
import type { NoTicket, Reply, StepHandle, Ticket } from '../engine/api.js';
import { kerberosMechanism, negTokenInit } from '../net/spnego/tokens.js';
import { demandValidated, headersOf, hostOf, noteStatus } from './answers.js';
import type { Walk } from './context.js';
import type { NtlmRequest } from './ntlmExchange.js';

/** The current user was chosen: no password is asked for or used. */
export function asCurrentUser(walk: Walk): boolean {
  return walk.credentials.mode === 'current-user';
}

/**
 * Signs a POST in with the current user's ticket.
 * @returns the answer to the request with the ticket, whatever its status but 401; or the first one, where no sign-in
 *   is asked for
 * @throws FailureError credential/no_credential when there is no ticket; protocol/unexpected_status when it is
 *   refused; protocol/no_common_binding when the server does not offer Negotiate
 */
export async function postAsCurrentUser(walk: Walk, step: StepHandle, request: NtlmRequest): Promise<Reply> {
  const pinned = step.pin(request.url);
  try {
    // 1. The request without credentials: the 401 offers Negotiate.
    const first = await pinned.exchange(step, { ...post(request), expect: [401] });
    noteStatus(step, first);
    if (first.status !== 401) return first;
    demandNegotiate(step, first);
    demandValidated(step, first);
    // 2. A ticket for the service behind this host, from the operating system.
    const host = new URL(request.url).hostname;
    const ticket = await ticketFor(walk, step, 'HTTP', host);
    step.fact('sign-in-with', 'Negotiate (Kerberos, current user)');
    // 3. The request with the ticket.
    const token = base64Of(negTokenInit([kerberosMechanism], ticket.token));
    const headers = [...request.headers, ['Authorization', `Negotiate ${token}`] as const];
    const second = await pinned.exchange(step, { ...post(request), headers, expect: [200], carriesCredential: true });
    noteStatus(step, second);
    if (second.status === 401) throw refused(step, second, host);
    return second;
  } finally {
    await pinned.close();
  }
}

/** Asks the system for a ticket and records how that went. @throws FailureError credential/no_credential */
export async function ticketFor(walk: Walk, step: StepHandle, service: 'HTTP' | 'sip', host: string): Promise<Ticket> {
  const name = `${service}/${host}`;
  const answer = await walk.run.kerberos.ticket({ service, host }, walk.target.timeoutMs, step.signal);
  step.fact('kerberos-ticket', `${name} ${answer.state}`);
  if (answer.state !== 'granted') {
    step.meaning(`${meaningOf(answer)} No password was used instead: the current user was chosen for this run.`);
    throw withoutTicket(name, answer);
  }
  step.secret('authorization', answer.token);
  if (answer.user !== undefined) step.fact('kerberos-user', answer.user);
  return answer;
}

function withoutTicket(name: string, { state, why, native }: NoTicket): FailureError {
  const message =
    state === 'no-package'
      ? `Kerberos is not available, because ${why}.`
      : `There is no Kerberos ticket for ${name}: ${why}.`;
  return new FailureError({
    operation: 'credential',
    code: 'no_credential',
    message,
    ...(native === undefined || native === '' ? {} : { native: { message: native } }),
  });
}

function meaningOf({ state }: NoTicket): string {
  switch (state) {
    case 'no-package':
      return 'This installation cannot speak Kerberos, so whether the servers take it was not tried.';
    case 'no-credentials':
    case 'expired':
      return 'The user of this computer is not signed in to the domain (any more), so there is nothing to show the server.';
    case 'unknown-service':
      return 'The domain does not know this web service: no account bears its service principal name.';
    case 'clock-skew':
      return 'The clock of this computer and that of the domain differ too much for Kerberos.';
    case 'no-kdc':
    case 'timeout':
      return 'No domain controller answered, as is usual outside the company network.';
    case 'other':
      return 'The operating system did not give a ticket for this web service.';
  }
}

function post(request: NtlmRequest) {
  return {
    method: 'POST',
    url: request.url,
    headers: request.headers,
    body: request.body,
    understood: 'any',
  } as const;
}

function demandNegotiate(step: StepHandle, reply: Reply): void {
  const offered = parseChallenges(headersOf(reply, 'WWW-Authenticate'));
  const schemes = [...new Set(offered.map(({ scheme }) => scheme))];
  for (const scheme of schemes) step.fact('scheme', scheme);
  if (challengesOf(offered, 'Negotiate').length > 0) return;
  step.meaning('The server does not offer Negotiate, so a ticket of the current user cannot be shown to it.');
  throw failed(
    'protocol',
    'no_common_binding',
    `${hostOf(reply.url)} answered 401 and offers ${schemes.length === 0 ? 'no way to sign in' : schemes.join(', ')}, not Negotiate.`,
  );
}

function refused(step: StepHandle, reply: Reply, host: string): FailureError {
  step.fact('kerberos-ticket', `HTTP/${host} refused`);
  step.meaning(
    'The domain gave a ticket and the server does not take it. The account that bears the service principal name may be another than the one the web services run as, or its password differs between servers.',
  );
  return failed(
    'protocol',
    'unexpected_status',
    `${hostOf(reply.url)} answered the Kerberos ticket for HTTP/${host} with 401 again.`,
  );
}
