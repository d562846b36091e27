/**
 * Autodiscover documents in the four forms that servers send: AutodiscoverResponse as XML and JSON, UCWA resources as
 * JSON and XML. A document counts only when its media type is one that was asked for and its shape is right.
 * [MS-OCDISCWS 2.2.5.5, 3.1.5.2 to 3.1.5.4]
 */
import { failed } from '../failure.js';
import { parseAutodiscoverJson } from './autodiscoverJson.js';
import { parseAutodiscoverXml } from './autodiscoverXml.js';
import { mediaTypeOf, mediaTypes } from './mediaType.js';
import { parseUcwaXml } from './ucwaXml.js';

export type DocumentKind = 'root' | 'domain' | 'user';
export type DocumentForm = 'autodiscover-xml' | 'autodiscover-json' | 'ucwa-json' | 'ucwa-xml';

/** One link. Unknown tokens are kept: administrators can add their own. */
export interface Link {
  /** As sent: "External/Ucwa"; for UCWA forms the relation: "user". */
  readonly token: string;
  /** As sent, blanks trimmed; UCWA forms may send a path without host. */
  readonly href: string;
}

/** One SIP server of a domain or user document. */
export interface SipServer {
  /** Element name: "SipClientExternalAccess". */
  readonly name: string;
  readonly host: string;
  readonly port: number | undefined;
}

export interface AutodiscoverDocument {
  readonly form: DocumentForm;
  readonly kind: DocumentKind;
  /** "Internal" or "External" as sent; older servers and the UCWA forms leave it out. */
  readonly accessLocation: string | undefined;
  readonly links: readonly Link[];
  readonly sipServers: readonly SipServer[];
}

/**
 * Reads a 200 answer.
 * @param contentType the Content-Type header, undefined when there is none
 * @param kind which document was asked for
 * @param accept the Accept header that was sent
 * @throws FailureError parse/unexpected_media_type, parse/malformed_document, parse/unexpected_document
 */
export function parseAutodiscover(
  contentType: string | undefined,
  text: string,
  kind: DocumentKind,
  accept: string,
): AutodiscoverDocument {
  const type = mediaTypeOf(contentType);
  if (!accept.split(',').some((wanted) => mediaTypeOf(wanted) === type)) {
    const got = type === '' ? 'an answer without Content-Type' : type;
    throw failed('parse', 'unexpected_media_type', `The ${kind} document was asked for as ${accept}; ${got} came.`);
  }
  switch (type) {
    case mediaTypes.autodiscoverXml:
      return parseAutodiscoverXml(text, kind);
    case mediaTypes.autodiscoverJson:
    case mediaTypes.json:
      return parseAutodiscoverJson(text, kind);
    case mediaTypes.xml:
    case mediaTypes.ucwaXml:
      return parseUcwaXml(text, kind);
    default:
      throw failed('parse', 'unexpected_media_type', `The ${kind} document came as ${type}, which no server sends.`);
  }
}

/** Href of a link, its token compared without case; undefined when there is none or it is empty. */
export function linkOf(document: AutodiscoverDocument, token: string): string | undefined {
  const wanted = token.toLowerCase();
  return document.links.find((link) => link.token.toLowerCase() === wanted && link.href !== '')?.href;
}

/**
 * The services as a client picks them: External/X where the answer says External, Internal/X where it says Internal,
 * with the side's prefix taken off; tokens without a side as they are. Without AccessLocation the internal ones go
 * first, and the external ones that have no internal twin follow.
 */
export function pickServices(document: AutodiscoverDocument): readonly Link[] {
  const order = preferredSides(document);
  const picked = new Map<string, Link>();
  for (const side of order) {
    for (const { token, href } of document.links) {
      const name = token.toLowerCase().startsWith(`${side}/`) ? token.slice(side.length + 1) : undefined;
      if (name !== undefined && !picked.has(name.toLowerCase())) picked.set(name.toLowerCase(), { token: name, href });
    }
  }
  for (const { token, href } of document.links) {
    if (!/^(internal|external)\//i.test(token) && !picked.has(token.toLowerCase())) {
      picked.set(token.toLowerCase(), { token, href });
    }
  }
  return [...picked.values()];
}

/** The SIP servers a client tries, in order, by AccessLocation. */
export function pickSipServers(document: AutodiscoverDocument): readonly SipServer[] {
  return preferredSides(document).flatMap((side) =>
    document.sipServers.filter((server) => server.name.toLowerCase() === `sipclient${side}access`),
  );
}

function preferredSides(document: AutodiscoverDocument): readonly ('internal' | 'external')[] {
  switch (document.accessLocation?.toLowerCase()) {
    case 'internal':
      return ['internal'];
    case 'external':
      return ['external'];
    default:
      return ['internal', 'external'];
  }
}
