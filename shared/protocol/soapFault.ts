/** SOAP 1.1 and 1.2 faults, with what Lync adds in the detail (OCSDiagnosticsFault). [SOAP 1.1 4.4; MS-OCAUTHWS 2.2.4] */
import { failed } from '../failure.js';
import { childOf, firstOf, parseXml, type XmlElement } from './xml.js';

export interface SoapFault {
  /** Without prefix: "FailedAuthentication"; for SOAP 1.2 the subcode, where there is one. */
  readonly code: string;
  readonly reason: string;
  /** Ms-Diagnostics-Fault ErrorId. */
  readonly errorId: number | undefined;
  readonly errorReason: string | undefined;
}

/** @throws FailureError parse/malformed_document, parse/unexpected_document when there is no fault in it */
export function parseSoapFault(text: string): SoapFault {
  const envelope = parseXml(text, 'SOAP fault');
  const body = envelope.name === 'Envelope' ? childOf(envelope, 'Body') : undefined;
  const fault = body === undefined ? undefined : childOf(body, 'Fault');
  if (fault === undefined) {
    throw failed('parse', 'unexpected_document', `The answer is no SOAP fault; its root element is ${envelope.name}.`);
  }
  const diagnostics = firstOf(fault, 'Ms-Diagnostics-Fault');
  const errorId = textIn(diagnostics, 'ErrorId');
  return {
    code: codeOf(fault),
    reason: textIn(fault, 'faultstring') ?? textIn(childOf(fault, 'Reason'), 'Text') ?? '',
    errorId: errorId !== undefined && /^\d{1,9}$/.test(errorId) ? Number(errorId) : undefined,
    errorReason: textIn(diagnostics, 'Reason'),
  };
}

function codeOf(fault: XmlElement): string {
  const soap11 = textIn(fault, 'faultcode');
  if (soap11 !== undefined) return localPart(soap11);
  const code = childOf(fault, 'Code');
  const subcode = code === undefined ? undefined : childOf(code, 'Subcode');
  return localPart(textIn(subcode, 'Value') ?? textIn(code, 'Value') ?? '');
}

function localPart(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

function textIn(element: XmlElement | undefined, name: string): string | undefined {
  const text = element === undefined ? undefined : childOf(element, name)?.text;
  return text === '' ? undefined : text;
}
