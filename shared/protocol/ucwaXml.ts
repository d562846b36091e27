/** A UCWA resource as XML: <resource rel="root"><link rel="user" href="…"/></resource>. [skype-docs UCWA, root_ref] */
import { failed } from '../failure.js';
import type { AutodiscoverDocument, DocumentKind } from './autodiscover.js';
import { demandRelation } from './autodiscoverJson.js';
import { attributeOf, parseXml } from './xml.js';

/** @throws FailureError parse/malformed_document, parse/unexpected_document */
export function parseUcwaXml(text: string, kind: DocumentKind): AutodiscoverDocument {
  const resource = parseXml(text, `${kind} document`);
  if (resource.name !== 'resource') {
    throw failed(
      'parse',
      'unexpected_document',
      `The ${kind} document should be a UCWA resource; its root element is ${resource.name}.`,
    );
  }
  const links = resource.children
    .filter((child) => child.name === 'link')
    .map((link) => ({
      token: attributeOf(link, 'rel') ?? '',
      href: attributeOf(link, 'href') ?? '',
    }));
  return { form: 'ucwa-xml', kind, accessLocation: undefined, links: demandRelation(links, kind), sipServers: [] };
}
