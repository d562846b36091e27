// The Autodiscover documents in their four spellings: AutodiscoverResponse XML and JSON, UCWA JSON and XML
// ([MS-OCDISCWS] 2.2.5.5, web.md 2.2, 2.3, 3 and 4.3).
import type { Site } from '../../types.js';
import { xmlAttribute } from '../xml.js';
import type { Form } from './negotiate.js';

export interface Link {
  readonly token: string;
  readonly href: string;
}

export interface SipAccess {
  readonly element:
    'SipServerInternalAccess' | 'SipClientInternalAccess' | 'SipServerExternalAccess' | 'SipClientExternalAccess';
  readonly fqdn: string;
  readonly port: number;
}

/** One document before it is spelt: what the autodiscover forms hold, and what the hypermedia forms link to. */
export interface AutodiscoverDocument {
  readonly kind: 'Root' | 'Domain' | 'User';
  readonly site: Site;
  readonly access: readonly SipAccess[];
  readonly links: readonly Link[];
  /** `_links` of the UCWA forms, `self` first; a redirect has nothing else. */
  readonly relations: readonly { readonly rel: string; readonly href: string }[];
}

/** A document that holds one Redirect link and nothing else. */
export function redirectDocument(kind: 'Root' | 'User', site: Site, href: string): AutodiscoverDocument {
  return {
    kind,
    site,
    access: [],
    links: [{ token: 'Redirect', href }],
    relations: [{ rel: 'redirect', href }],
  };
}

/** Writes a document in one of its forms. */
export function writeDocument(document: AutodiscoverDocument, form: Form): string {
  switch (form) {
    case 'autodiscover-xml':
      return autodiscoverXml(document);
    case 'autodiscover-json':
      return autodiscoverJson(document);
    case 'ucwa-json':
      return ucwaJson(document);
    case 'ucwa-xml':
      return ucwaXml(document);
  }
}

function accessLocation(site: Site): string {
  return site === 'internal' ? 'Internal' : 'External';
}

function autodiscoverXml(document: AutodiscoverDocument): string {
  const access = document.access.map(
    (entry) => `<${entry.element} fqdn="${xmlAttribute(entry.fqdn)}" port="${String(entry.port)}"/>`,
  );
  const links = document.links.map(
    (link) => `<Link token="${xmlAttribute(link.token)}" href="${xmlAttribute(link.href)}"/>`,
  );
  return (
    '<AutodiscoverResponse xmlns:xsd="http://www.w3.org/2001/XMLSchema"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
    ` AccessLocation="${accessLocation(document.site)}">` +
    `<${document.kind}>${[...access, ...links].join('')}</${document.kind}></AutodiscoverResponse>`
  );
}

// The .NET serializer escapes every slash, and writes `href` before `token`.
function autodiscoverJson(document: AutodiscoverDocument): string {
  const access = document.access.map(
    (entry) => [entry.element, { fqdn: entry.fqdn, port: String(entry.port) }] as const,
  );
  const content = {
    ...Object.fromEntries(access),
    Links: document.links.map((link) => ({ href: link.href, token: link.token })),
  };
  return escapeSlashes(JSON.stringify({ AccessLocation: accessLocation(document.site), [document.kind]: content }));
}

function ucwaJson(document: AutodiscoverDocument): string {
  const links = document.relations.map(({ rel, href }) => [rel, { href }] as const);
  return JSON.stringify({ _links: Object.fromEntries(links) });
}

function ucwaXml(document: AutodiscoverDocument): string {
  const self = document.relations.find(({ rel }) => rel === 'self');
  const links = document.relations
    .filter(({ rel }) => rel !== 'self')
    .map(({ rel, href }) => `<link rel="${xmlAttribute(rel)}" href="${xmlAttribute(href)}"/>`);
  const href = self === undefined ? '' : ` href="${xmlAttribute(self.href)}"`;
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<resource rel="${document.kind.toLowerCase()}"${href} xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">` +
    `${links.join('')}</resource>`
  );
}

/** JSON as DataContractJsonSerializer writes it. */
export function escapeSlashes(json: string): string {
  return json.replaceAll('/', '\\/');
}
