// SOAP 1.1 faults of the web ticket service: Lync's own with OCSDiagnosticsFault, and those of WS-Trust (web.md 5.4).
import { aspNetAnswer, type Answer } from '../shell/answer.js';
import type { Diagnostic } from '../shell/diagnostics.js';
import { xmlText } from '../xml.js';
import { ns } from './namespaces.js';

/** The fault of a refused credential or token, HTTP 500, laid out as Lync and Skype for Business servers write it. */
export function diagnosticsFault(diagnostic: Diagnostic): Answer {
  return soapFault(
    ns.wsse,
    'FailedAuthentication',
    diagnostic.reason,
    `<detail><OCSDiagnosticsFault xmlns="${ns.rtc}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">` +
      `<Ms-Diagnostics-Fault><ErrorId>${String(diagnostic.id)}</ErrorId>` +
      `<Reason>${xmlText(diagnostic.reason)}</Reason></Ms-Diagnostics-Fault>` +
      '<NameValuePairs xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays"/>' +
      '</OCSDiagnosticsFault></detail>',
  );
}

/** WCF's fault for a security header that does not hold: its text never says what is wrong. */
export function invalidSecurity(): Answer {
  return soapFault(ns.wsse, 'InvalidSecurity', 'An error occurred when verifying security for the message.', '');
}

/** WS-Trust 1.3 section 11, the codes this service uses. */
const trustFaults = {
  InvalidRequest: 'The request was invalid or malformed',
  RequestFailed: 'The specified request failed',
  InvalidScope: 'The request scope is invalid or unsupported',
  BadRequest: 'The specified RequestSecurityToken is not understood.',
} as const;

export type TrustFault = keyof typeof trustFaults;

/** A fault for a request that does not say what WS-Trust asks for. */
export function trustFault(code: TrustFault): Answer {
  return soapFault(ns.wst, code, trustFaults[code], '');
}

/** The dispatcher's fault for an action that the endpoint does not have. */
export function actionNotSupported(action: string): Answer {
  return soapFault(
    'http://schemas.microsoft.com/ws/2005/05/addressing/none',
    'ActionNotSupported',
    `The message with Action '${action}' cannot be processed at the receiver, due to a ContractFilter mismatch at the EndpointDispatcher.`,
    '',
  );
}

function soapFault(codeNamespace: string, code: string, text: string, detail: string): Answer {
  return aspNetAnswer(
    500,
    'text/xml; charset=utf-8',
    `<s:Envelope xmlns:s="${ns.soap11}"><s:Body><s:Fault>` +
      `<faultcode xmlns:a="${codeNamespace}">a:${code}</faultcode>` +
      `<faultstring xml:lang="en-US">${xmlText(text)}</faultstring>${detail}` +
      '</s:Fault></s:Body></s:Envelope>',
    [['Cache-Control', 'private']],
  );
}
