/** What an answer of a registrar says, recorded as facts, and refusals put into words. */
import { failed, type FailureError } from '../../../shared/failure.js';
import { parseDiagnostics } from '../../../shared/protocol/diagnostics.js';
import { diagnosticsIn, readServerHints } from '../../../shared/protocol/sip/registration.js';
import type { SipReply, StepHandle } from '../../engine/api.js';
import { textOf } from './places.js';
import type { SipPlace } from '../../engine/api.js';

/** Status, diagnostics and what the answer shows of the server. */
export function noteAnswer(step: StepHandle, reply: SipReply, now: number): void {
  step.value(`${reply.status} ${reply.reason}`.trim());
  step.fact('sip-status', String(reply.status));
  for (const { message } of [...reply.provisional, reply]) {
    for (const diagnostics of diagnosticsIn(message)) step.fact('diagnostics', diagnostics);
  }
  const { server, product, date, isRemote, seenAs, warning } = readServerHints(reply.message);
  if (server !== undefined) step.fact('sip-server-header', server);
  if (product !== undefined) step.fact('server-version', product);
  if (date !== undefined) step.fact('sip-date-skew-seconds', String(Math.round((date - now) / 1000)));
  if (isRemote) step.fact('sip-remote-user', 'yes');
  if (seenAs !== undefined) step.fact('sip-seen-as', seenAs);
  if (warning !== undefined) step.fact('sip-warning', warning);
}

/** Number and words of the last ms-diagnostics; the lowest server on the path is the origin. */
export function reasonOf(reply: SipReply): { readonly id: number | undefined; readonly text: string } {
  const all = diagnosticsIn(reply.message).flatMap((value) => {
    try {
      return [parseDiagnostics(value)];
    } catch {
      return []; // shown as sent; nothing depends on it
    }
  });
  const [first] = all;
  return { id: first?.id, text: first?.reason ?? '' };
}

/** Failure of a request that the registrar refused, and its meaning on the step. `asked`: "REGISTER". */
export function refusal(step: StepHandle, reply: SipReply, asked: string, place: SipPlace): FailureError {
  const { id, text } = reasonOf(reply);
  const said = [id === undefined ? '' : String(id), text].filter((part) => part !== '').join(', ');
  const message = `${asked} was answered ${reply.status} ${reply.reason} by ${textOf(place)}${said === '' ? '' : ` (${said})`}.`;
  step.meaning(meaningOfRefusal(reply.status, id));
  if (reply.status === 403) return failed('protocol', 'not_enabled', message);
  if (reply.status === 404) return failed('protocol', 'account_not_here', message);
  return failed('protocol', 'unexpected_status', message);
}

function meaningOfRefusal(status: number, id: number | undefined): string {
  if (id === 4003) return 'The account is good, but it is not allowed to sign in from outside.';
  if (id === 4004) return 'The user name and password belong to another account than the sign-in address.';
  if (id === 17002 || id === 17003) return 'The server takes no client of this kind and version.';
  switch (status) {
    case 400:
      return 'The server calls the request malformed.';
    case 403:
      return 'The server knows who asks and forbids the sign-in. The code it gives says why.';
    case 404:
      return 'The server knows no user with this sign-in address.';
    case 405:
    case 501:
      return 'The server is there, but does not take this kind of request.';
    case 480:
      return 'The server cannot serve this user at the moment: the home pool may be down or in a limited mode.';
    case 481:
      return 'The server does not know what this request belongs to: it may have been restarted.';
    case 489:
      return 'The server has no such subscription.';
    case 503:
      return 'The server is stopping, overloaded, or its database cannot be reached.';
    case 504:
      return 'The server in front could not reach the next one behind it. The fault lies between those two.';
    default:
      return 'This is not how a registrar answers here.';
  }
}
