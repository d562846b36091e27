/** AutodiscoverResponse as XML, of Lync Server 2010 (mobility update) and later. [MS-OCDISCWS 2.2.5.5] */
import { failed } from '../failure.js';
import type { AutodiscoverDocument, DocumentKind, SipServer } from './autodiscover.js';
import { attributeOf, childOf, parseXml, type XmlElement } from './xml.js';

/** Names as the schema spells them. */
export const documentElements: Readonly<Record<DocumentKind, string>> = {
  root: 'Root',
  domain: 'Domain',
  user: 'User',
};

/** @throws FailureError parse/malformed_document, parse/unexpected_document */
export function parseAutodiscoverXml(text: string, kind: DocumentKind): AutodiscoverDocument {
  const response = parseXml(text, `${kind} document`);
  if (response.name !== 'AutodiscoverResponse') {
    throw failed(
      'parse',
      'unexpected_document',
      `The ${kind} document should be an AutodiscoverResponse; its root element is ${response.name}.`,
    );
  }
  const wanted = documentElements[kind];
  const content = childOf(response, wanted);
  if (content === undefined) {
    const inside = response.children[0]?.name;
    throw failed(
      'parse',
      'unexpected_document',
      `The AutodiscoverResponse holds no ${wanted} element${inside === undefined ? '' : `, but ${inside}`}.`,
    );
  }
  const accessLocation = attributeOf(response, 'AccessLocation');
  return {
    form: 'autodiscover-xml',
    kind,
    accessLocation: accessLocation === '' ? undefined : accessLocation,
    links: content.children
      .filter((child) => child.name === 'Link')
      .map((link) => ({
        token: attributeOf(link, 'token') ?? '',
        href: attributeOf(link, 'href') ?? '',
      })),
    sipServers: content.children.flatMap(sipServerOf),
  };
}

/** Published samples carry stray blanks inside fqdn. */
function sipServerOf(element: XmlElement): readonly SipServer[] {
  const host = attributeOf(element, 'fqdn');
  if (!element.name.startsWith('Sip') || host === undefined || host === '') return [];
  return [{ name: element.name, host, port: portOf(attributeOf(element, 'port')) }];
}

/** A TCP port in decimal; undefined for anything else. */
export function portOf(text: string | undefined): number | undefined {
  const port = text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
