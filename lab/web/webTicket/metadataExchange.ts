// WS-MetadataExchange at …/mex: plain WSDL for GET, a WS-Transfer Get answered in a SOAP 1.2 envelope for POST (web.md 5.1).
import { aspNetAnswer, emptyAnswer, type Answer } from '../shell/answer.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import { descend, parseXml, textOf, xmlText } from '../xml.js';
import { ns, uri } from './namespaces.js';
import { writeDefinitions, type Service } from './wsdl.js';

const cache: readonly (readonly [string, string])[] = [['Cache-Control', 'private']];

/** Answers a request to the /mex of a service whose own address has the path `servicePath` (lower case). */
export function answerMetadataExchange(request: WebRequest, servicePath: string, service: Service): Answer {
  if (request.method === 'GET') {
    return aspNetAnswer(200, 'text/xml; charset=utf-8', writeDefinitions(service), cache);
  }
  if (request.method !== 'POST') return errorPage(405, [['Allow', 'GET, POST']]);

  const contentType = (request.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (contentType !== 'application/soap+xml') {
    return unsupportedMediaType(request.header('Content-Type') ?? '', 'application/soap+xml; charset=utf-8');
  }
  const envelope = parseXml(request.lab.body.toString('utf8'));
  if (envelope === null || envelope.namespaceURI !== ns.soap12 || envelope.localName !== 'Envelope') {
    return badMessage();
  }
  const header = descend(envelope, [ns.soap12, 'Header']);
  const messageId = textOf(descend(header, [ns.wsa, 'MessageID']));
  const action = textOf(descend(header, [ns.wsa, 'Action'])) ?? '';
  if (action !== uri.transferGet) {
    return fault(
      'ActionNotSupported',
      `The message with Action '${action}' cannot be processed at the receiver, due to a ContractFilter mismatch at the EndpointDispatcher.`,
      messageId,
    );
  }
  const to = textOf(descend(header, [ns.wsa, 'To'])) ?? '';
  if (!addresses(to, request, servicePath)) {
    return fault(
      'DestinationUnreachable',
      `The message with To '${to}' cannot be processed at the receiver, due to an AddressFilter mismatch at the EndpointDispatcher.`,
      messageId,
    );
  }
  const body =
    `<wsx:Metadata xmlns:wsx="${ns.wsx}">` +
    '<wsx:MetadataSection Dialect="http://schemas.xmlsoap.org/wsdl/" Identifier="http://tempuri.org/">' +
    `${writeDefinitions(service)}</wsx:MetadataSection></wsx:Metadata>`;
  return soap12(200, uri.transferGetResponse, messageId, body);
}

// Microsoft's mobile client addresses the service without /mex; both spellings reach the same listener.
function addresses(to: string, request: WebRequest, servicePath: string): boolean {
  if (!URL.canParse(to)) return false;
  const target = new URL(to);
  const path = target.pathname.toLowerCase();
  return (
    target.host.toLowerCase() === request.lab.url.host.toLowerCase() &&
    (path === servicePath || path === `${servicePath}/mex`)
  );
}

function fault(code: string, text: string, messageId: string | undefined): Answer {
  const body =
    '<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode>' +
    `<s:Value>a:${code}</s:Value></s:Subcode></s:Code>` +
    `<s:Reason><s:Text xml:lang="en-US">${xmlText(text)}</s:Text></s:Reason></s:Fault>`;
  return soap12(500, 'http://www.w3.org/2005/08/addressing/fault', messageId, body);
}

function soap12(status: number, action: string, messageId: string | undefined, body: string): Answer {
  const relatesTo = messageId === undefined ? '' : `<a:RelatesTo>${xmlText(messageId)}</a:RelatesTo>`;
  return aspNetAnswer(
    status,
    'application/soap+xml; charset=utf-8',
    `<s:Envelope xmlns:s="${ns.soap12}" xmlns:a="${ns.wsa}"><s:Header>` +
      `<a:Action s:mustUnderstand="1">${action}</a:Action>${relatesTo}</s:Header>` +
      `<s:Body>${body}</s:Body></s:Envelope>`,
    cache,
  );
}

/** WCF's 400 for bytes in which it finds no message: nothing but headers. */
export function badMessage(): Answer {
  return emptyAnswer(400, cache);
}

/** WCF's 415, which says in its reason phrase what it wanted. */
export function unsupportedMediaType(sent: string, expected: string): Answer {
  const printable = sent.replace(/[^\x20-\x7e]/g, '').slice(0, 200);
  return {
    ...aspNetAnswer(415, 'text/html', ''),
    reason: `Cannot process the message because the content type '${printable}' was not the expected type '${expected}'.`,
  };
}
