/**
 * The answer to a request for a web ticket. The assertion is kept byte for byte: its signature covers these very
 * bytes, and the server wants them back. [WS-Trust 1.3; SAML 1.1; MS-OCAUTHWS 3.2.4.1]
 */
import { failed } from '../failure.js';
import { bytesOf } from '../session/bytes.js';
import { allOf, attributeOf, firstOf, parseXml, type XmlElement } from './xml.js';

export interface TokenResponse {
  /** <saml:Assertion …>…</saml:Assertion> exactly as received. */
  readonly assertion: string;
  readonly assertionId: string | undefined;
  readonly issuer: string | undefined;
  /** ISO 8601 as sent: the lifetime of the answer, else the assertion's conditions. */
  readonly notBefore: string | undefined;
  readonly notAfter: string | undefined;
  readonly audiences: readonly string[];
  /** Server's half of the proof key, or the whole key where `computedKey` is undefined. */
  readonly binarySecret: Uint8Array | undefined;
  /** URI of the algorithm that joins the halves. */
  readonly computedKey: string | undefined;
  readonly context: string | undefined;
}

/** @throws FailureError parse/malformed_document, parse/unexpected_document when no assertion is in it */
export function parseTokenResponse(text: string): TokenResponse {
  const envelope = parseXml(text, 'answer of the web ticket service');
  const response = firstOf(envelope, 'RequestSecurityTokenResponse');
  const assertion = firstOf(envelope, 'Assertion');
  const source = assertion === undefined ? undefined : sliceElement(text, 'Assertion');
  if (assertion === undefined || source === undefined) {
    throw failed(
      'parse',
      'unexpected_document',
      `The answer of the web ticket service holds no SAML assertion; its root element is ${envelope.name}.`,
    );
  }
  const lifetime = response === undefined ? undefined : firstOf(response, 'Lifetime');
  const conditions = firstOf(assertion, 'Conditions');
  return {
    assertion: source,
    assertionId: attributeOf(assertion, 'AssertionID') ?? attributeOf(assertion, 'ID'),
    issuer: attributeOf(assertion, 'Issuer'),
    notBefore: textIn(lifetime, 'Created') ?? (conditions && attributeOf(conditions, 'NotBefore')),
    notAfter: textIn(lifetime, 'Expires') ?? (conditions && attributeOf(conditions, 'NotOnOrAfter')),
    audiences: allOf(assertion, 'Audience').map((audience) => audience.text),
    binarySecret: secretOf(firstOf(envelope, 'BinarySecret')),
    computedKey: firstOf(envelope, 'ComputedKey')?.text,
    context: response === undefined ? undefined : attributeOf(response, 'Context'),
  };
}

function textIn(element: XmlElement | undefined, name: string): string | undefined {
  const text = element === undefined ? undefined : firstOf(element, name)?.text;
  return text === '' ? undefined : text;
}

function secretOf(element: XmlElement | undefined): Uint8Array | undefined {
  const text = element?.text.replace(/\s+/g, '') ?? '';
  if (text === '') return undefined;
  try {
    return bytesOf(text);
  } catch {
    throw failed('parse', 'malformed_document', 'The BinarySecret of the web ticket answer is not Base64.');
  }
}

/**
 * First element of that local name as the text holds it. The text is well-formed (it was parsed before), so tags can
 * be counted; comments and CDATA are stepped over, where tags mean nothing.
 */
export function sliceElement(text: string, name: string): string | undefined {
  const markup =
    /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>]+)(?:[^>"']|"[^"]*"|'[^']*')*>/g;
  let start = -1;
  let depth = 0;
  for (const match of text.matchAll(markup)) {
    const tag = match[2];
    if (tag === undefined) continue;
    if (start < 0) {
      if (match[1] === '/' || tag.slice(tag.indexOf(':') + 1) !== name) continue;
      start = match.index;
    }
    if (match[1] === '/') depth -= 1;
    else if (!match[0].endsWith('/>')) depth += 1;
    if (depth === 0) return text.slice(start, match.index + match[0].length);
  }
  return undefined;
}
