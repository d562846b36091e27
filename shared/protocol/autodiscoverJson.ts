/**
 * Autodiscover answers as JSON: the vocabulary of the XML form ("Root": {"Links": […]}), or a UCWA resource with
 * "_links". Both come as application/json; the shape tells which it is. [skype-docs UCWA, root and user references]
 */
import { failed } from '../failure.js';
import type { AutodiscoverDocument, DocumentKind, Link, SipServer } from './autodiscover.js';
import { documentElements, portOf } from './autodiscoverXml.js';
import { isObject, listOf, parseJsonObject, stringOf, valueOf, type JsonObject } from './json.js';

/** @throws FailureError parse/malformed_document, parse/unexpected_document */
export function parseAutodiscoverJson(text: string, kind: DocumentKind): AutodiscoverDocument {
  const object = parseJsonObject(text, `${kind} document`);
  const links = valueOf(object, '_links');
  if (isObject(links)) return ucwaDocument(links, kind);
  const content = valueOf(object, documentElements[kind]);
  if (!isObject(content)) {
    throw failed(
      'parse',
      'unexpected_document',
      `The ${kind} document has neither "_links" nor "${documentElements[kind]}".`,
    );
  }
  return {
    form: 'autodiscover-json',
    kind,
    accessLocation: stringOf(object, 'AccessLocation'),
    links: listOf(content, 'Links')
      .filter(isObject)
      .map((link) => ({
        token: stringOf(link, 'token') ?? '',
        href: stringOf(link, 'href') ?? '',
      })),
    sipServers: Object.entries(content).flatMap(([name, value]) => sipServerOf(name, value)),
  };
}

function sipServerOf(name: string, value: unknown): readonly SipServer[] {
  if (!/^sip/i.test(name) || !isObject(value)) return [];
  const host = stringOf(value, 'fqdn');
  const port = valueOf(value, 'port');
  if (host === undefined || host === '') return [];
  return [{ name, host, port: portOf(typeof port === 'number' ? String(port) : stringOf(value, 'port')) }];
}

function ucwaDocument(linksObject: JsonObject, kind: DocumentKind): AutodiscoverDocument {
  const links = Object.keys(linksObject).flatMap((rel): readonly Link[] =>
    listOf(linksObject, rel)
      .filter(isObject)
      .map((link) => ({ token: rel, href: stringOf(link, 'href') ?? '' })),
  );
  return { form: 'ucwa-json', kind, accessLocation: undefined, links: demandRelation(links, kind), sipServers: [] };
}

/** A UCWA resource does not name its kind: the relation that only this kind has does. */
export function demandRelation(links: readonly Link[], kind: DocumentKind): readonly Link[] {
  const wanted = kind === 'root' ? 'user' : kind === 'user' ? 'applications' : 'self';
  if (!links.some(({ token }) => [wanted, 'redirect'].includes(token.toLowerCase()))) {
    throw failed(
      'parse',
      'unexpected_document',
      `The ${kind} document links neither to "${wanted}" nor to "redirect".`,
    );
  }
  return links;
}
