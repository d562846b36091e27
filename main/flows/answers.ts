/** Reading answers the same way everywhere: headers, facts that every view wants, and refusals put into words. */
import { failed, type FailureError } from '../../shared/failure.js';
import { parseDiagnostics, type Diagnostics } from '../../shared/protocol/diagnostics.js';
import { mediaTypeOf } from '../../shared/protocol/mediaType.js';
import { parseSoapFault, type SoapFault } from '../../shared/protocol/soapFault.js';
import { doubtClause, doubtReason } from '../../shared/session/tlsDoubt.js';
import type { Reply, StepHandle } from '../engine/api.js';

/** All values of a header, in order. */
export function headersOf(reply: Reply, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return reply.headers.filter(([known]) => known.toLowerCase() === wanted).map(([, value]) => value);
}

export function headerOf(reply: Reply, name: string): string | undefined {
  return headersOf(reply, name)[0];
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** Scheme and host, as titles name an address. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

/** The status as the row's value, and what the server says about a refusal. */
export function noteStatus(step: StepHandle, reply: Reply): void {
  step.value(String(reply.status));
  for (const diagnostics of headersOf(reply, 'X-Ms-diagnostics')) step.fact('diagnostics', diagnostics);
}

/** As noteStatus(), and which Front End answered. */
export function noteAnswer(step: StepHandle, reply: Reply): void {
  noteStatus(step, reply);
  const server = headerOf(reply, 'X-MS-Server-Fqdn')?.trim() ?? '';
  if (server !== '') step.fact('server-fqdn', server);
}

/** X-Ms-diagnostics taken apart; undefined when there is none that can be read. */
export function diagnosticsOf(reply: Reply): Diagnostics | undefined {
  const value = headerOf(reply, 'X-Ms-diagnostics');
  if (value === undefined) return undefined;
  try {
    return parseDiagnostics(value);
  } catch {
    return undefined; // shown as sent; nothing depends on it
  }
}

/** The SOAP fault of an answer; undefined when its body is none. */
export function faultOf(reply: Reply): SoapFault | undefined {
  if (!/xml/.test(mediaTypeOf(headerOf(reply, 'Content-Type')))) return undefined;
  try {
    return parseSoapFault(reply.text);
  } catch {
    return undefined; // the status alone has to do
  }
}

/**
 * Number and words that a server gives for a refusal, from the header or the fault.
 * 28000 is "not enabled for SIP", 28020 "no valid security token".
 */
export function reasonOf(reply: Reply): { readonly id: number | undefined; readonly text: string } {
  const header = diagnosticsOf(reply);
  if (header !== undefined) return { id: header.id, text: header.reason ?? '' };
  const fault = faultOf(reply);
  return { id: fault?.errorId, text: fault?.errorReason ?? fault?.reason ?? '' };
}

/** Failure for a status that the protocol does not allow here. `asked`: "The domain document was asked for". */
export function unexpectedStatus(reply: Reply, asked: string): FailureError {
  const { id, text } = reasonOf(reply);
  const said = [id === undefined ? '' : String(id), text].filter((part) => part !== '').join(', ');
  return failed(
    'protocol',
    'unexpected_status',
    `${asked}; ${hostOf(reply.url)} answered ${reply.status}${said === '' ? '' : ` (${said})`}.`,
  );
}

/**
 * Stops before a credential is even asked for where the connection is not good enough for it.
 * @throws FailureError credential/unvalidated_tls
 */
export function demandValidated(step: StepHandle, reply: Reply): void {
  if (reply.secure) return;
  step.meaning(`A password is wanted. ${doubtReason(reply.doubt)} It was not sent.`);
  throw failed(
    'credential',
    'unvalidated_tls',
    `A password is wanted at ${hostOf(reply.url)}, ${doubtClause(reply.doubt)}. It was not sent.`,
  );
}

/** What an answer that no Lync server gives here usually is. */
export function meaningOfStranger(reply: Reply): string {
  const fromFrontEnd = headerOf(reply, 'X-MS-Server-Fqdn') !== undefined;
  switch (reply.status) {
    case 401:
      return fromFrontEnd
        ? 'The server wants a sign-in for a document that is public by design: anonymous access is switched off.'
        : 'Something in front of the server wants a sign-in of its own, which Lync clients cannot give. A reverse proxy should pass these requests through.';
    case 403:
      return fromFrontEnd
        ? 'The server itself forbids the document. Anonymous access to Autodiscover may be switched off.'
        : 'Something in front of the server forbids the request. A reverse proxy that authenticates first does this.';
    case 404:
      return 'There is no Autodiscover service at this address: the wrong web site answered, or it is not installed.';
    case 407:
      return 'A proxy on the way out wants a sign-in of its own. Credentials never go to a proxy from here.';
    case 500:
    case 502:
    case 503:
    case 504:
      return 'The server, or the reverse proxy in front of it, cannot serve the request at the moment.';
    default:
      return 'This is not how a Lync or Skype for Business server answers here.';
  }
}
