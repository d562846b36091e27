/** How asking for a client certificate went: which step failed and what that shows, and the dates of the certificate. */
import { headerValue } from '../../session/headers.js';
import { factOf } from '../../session/facts.js';
import type { Step } from '../../session/model.js';
import { duration, wallClock } from './clock.js';
import { codeSentence } from './codes.js';
import type { Seen } from './define.js';
import { onBody, onExchange, onStep } from './evidence.js';
import { exchangesOf, lastAnswer } from './signIn.js';
import { evidenceOfStep } from './stepEvidence.js';
import type { Sighting, Survey } from './survey.js';

/** The step that failed by itself; a refused or missing password is told elsewhere. */
export function failedProvisioning({ session }: Survey): Step | undefined {
  return session.steps.find(
    ({ kind, outcome, failure }) =>
      kind.startsWith('cert-prov.') &&
      outcome === 'failed' &&
      failure?.operation !== 'credential' &&
      failure?.operation !== 'cancel',
  );
}

/** What a failed step shows, as exactly as its answer allows. */
export function provisioningSeen(survey: Survey, step: Step): Seen {
  const answer = lastAnswer(survey, step);
  const error = factOf(step, 'error-info');
  if (error !== undefined && answer !== undefined) return errorInside(answer, error);
  if (answer !== undefined && isUnpublished(step, answer)) return unpublished(survey, answer);
  const said = `${step.failure?.message ?? ''} ${codeSentence(answer)}`.trim();
  if (step.kind === 'cert-prov.ticket') return withoutTicket(survey, step, said);
  return {
    seen: `The registrar takes client certificates. The step "${step.title}" failed. ${said}`.trim(),
    evidence: evidenceOfStep(survey, step),
  };
}

/** The certificate service itself was never asked: nobody gave the web ticket that it wants. */
function withoutTicket(survey: Survey, step: Step, said: string): Seen {
  return {
    title: 'The web ticket service gives no ticket for the certificate service',
    seen: `The registrar takes client certificates, and those are given out for a web ticket. The step "${step.title}" failed. ${said}`.trim(),
    cause: 'The web ticket service that the certificate service names does not work for this user, or not from here.',
    fix: 'The server administrator looks at the web ticket service of that host first; the certificate service was not asked yet.',
    evidence: evidenceOfStep(survey, step),
  };
}

/** The service took the ticket and answers 200, with an error in place of the certificate. */
function errorInside({ exchange, host }: Sighting, error: string): Seen {
  return {
    title: 'The certificate service answers with an error in place of a certificate',
    seen: `Asked ${host} for a client certificate with a good ticket. The answer is 200, and its ErrorInfo says: ${error}.`,
    cause:
      'The service could not make the certificate, or not store it for the user: the store of the user services cannot be reached from the web services, or the request is against the rules of the deployment.',
    fix: 'The server administrator reads the event log of the Front End that answered, tests the access of the web services to the user store, and runs Test-CsClientAuthentication.',
    evidence: [
      onBody(exchange, /<(?:\w+:)?ErrorInfo[\s\S]{0,200}?<\/(?:\w+:)?ErrorInfo>/),
      onExchange(exchange, 'response.status'),
    ],
  };
}

/** Asked how certificates are given out, something said: not here. */
function isUnpublished(step: Step, { response }: Sighting): boolean {
  return step.kind === 'cert-prov.mex' && (response?.status === 404 || response?.status === 403);
}

function unpublished(survey: Survey, { exchange, host, response }: Sighting): Seen {
  const server = headerValue(response ?? { headers: [] }, 'X-MS-Server-Fqdn');
  const evidence = [onExchange(exchange, 'response.status')];
  const seen = `The registrar sends clients to ${exchange.request.url} for their certificate. The answer is ${response?.status ?? 404}`;
  if (server !== undefined || survey.seat === 'inside') {
    return {
      title: 'The certificate service is not there',
      seen: `${seen}${server === undefined ? '' : `, from the server ${server} itself`}.`,
      cause:
        'The virtual directory CertProv is missing or stopped on that server, or the address given out is a wrong one.',
      fix: 'The server administrator looks at CertProv in IIS on the Front Ends and repairs the web components (bootstrapper), then runs Test-CsClientAuthentication.',
      evidence,
    };
  }
  return {
    title: `The reverse proxy does not publish /CertProv of ${host}`,
    seen: `${seen}, and nothing in it comes from a Lync or Skype for Business server.`,
    cause: 'The reverse proxy passes other paths of this name on, but not /CertProv/*.',
    fix: 'The administrator of the reverse proxy publishes /CertProv/* (or /*) of this name to the external web site of the pool, without a sign-in of its own.',
    evidence,
  };
}

/** Seconds a date may be off before it is told. */
const tolerance = 60;

/**
 * A certificate that came and is not valid at the time of the server that gave it. Where only this computer's clock
 * disagrees, the audit of the clocks says so.
 */
export function wrongDates(survey: Survey): Seen | undefined {
  for (const step of survey.session.steps) {
    if (step.kind !== 'cert-prov.publish' || factOf(step, 'certificate') === undefined) continue;
    const answer = exchangesOf(survey, step).findLast(({ response }) => response?.status === 200);
    const now = answer === undefined ? Number.NaN : serverTime(survey, answer);
    const ahead = Math.round((Date.parse(factOf(step, 'certificate-not-before') ?? '') - now) / 1000);
    const behind = Math.round((now - Date.parse(factOf(step, 'certificate-not-after') ?? '')) / 1000);
    if (answer === undefined || (!(ahead > tolerance) && !(behind > tolerance))) continue;
    return dated(answer, step, ahead > tolerance ? 'ahead' : 'behind', ahead > tolerance ? ahead : behind);
  }
  return undefined;
}

/** By the answer's Date header; by this computer's clock where there is none. */
function serverTime({ session }: Survey, { exchange, response }: Sighting): number {
  const date = Date.parse(headerValue(response ?? { headers: [] }, 'Date') ?? '');
  return Number.isFinite(date) ? date : wallClock(session, exchange.firstByteMs ?? exchange.startedMs);
}

function dated({ exchange, host }: Sighting, step: Step, way: 'ahead' | 'behind', seconds: number): Seen {
  const length = duration(seconds);
  return {
    title:
      way === 'ahead'
        ? `The client certificate is not valid for another ${length}`
        : 'The client certificate came already expired',
    seen: `Asked ${host} for a client certificate, and one came. ${
      way === 'ahead' ? `It begins ${length} after` : `It ended ${length} before`
    } the time of the answer itself.`,
    cause:
      'The server that makes the certificates has another time than the one that answers: the clocks of the pool do not agree.',
    fix: 'The server administrator compares the clocks of all Front Ends and of the domain controllers (w32tm /query /status) and mends time synchronisation; a certificate fetched afterwards is good at once.',
    evidence: [onBody(exchange, /BinarySecurityToken/), onStep(step)],
  };
}
