/** Asking for an Autodiscover document, and recording what it says. [MS-OCDISCWS 2.2.5.5; web clients: skype-docs UCWA] */
import { failed } from '../../shared/failure.js';
import {
  linkOf,
  parseAutodiscover,
  type AutodiscoverDocument,
  type DocumentKind,
} from '../../shared/protocol/autodiscover.js';
import { mediaTypeOf } from '../../shared/protocol/mediaType.js';
import type { Reply, StepHandle } from '../engine/api.js';
import { headerOf, hostOf } from './answers.js';

/** An address that an answer names, not yet trusted. */
export interface LearnedLink {
  readonly url: string;
  readonly reply: Reply;
  /** "Link User", "Location", "X-MS-WebTicketURL". */
  readonly field: string;
}

/** Reads the document of a 200 answer and records its facts. The step fails when it is none. */
export function readDocument(step: StepHandle, reply: Reply, kind: DocumentKind, accept: string): AutodiscoverDocument {
  const contentType = headerOf(reply, 'Content-Type');
  if (mediaTypeOf(contentType) === 'text/html') {
    step.meaning(
      'A web page came instead of a document. A captive portal, a parked domain or another web site answers under this name.',
    );
  }
  const document = parseAutodiscover(contentType, reply.text, kind, accept);
  noteDocument(step, document);
  return document;
}

function noteDocument(step: StepHandle, document: AutodiscoverDocument): void {
  const redirect = linkOf(document, 'redirect');
  step.fact('document', redirect === undefined ? factName(document) : 'redirect');
  if (document.accessLocation !== undefined) step.fact('access-location', document.accessLocation);
  for (const server of document.sipServers) {
    step.fact('sip-server', `${server.name} ${server.host}${server.port === undefined ? '' : `:${server.port}`}`);
  }
  for (const { token, href } of document.links) step.fact('link', `${token} ${href}`);
}

function factName({ kind, form }: AutodiscoverDocument): string {
  const isUcwa = form === 'ucwa-json' || form === 'ucwa-xml';
  switch (kind) {
    case 'root':
      return isUcwa ? 'ucwa-root' : form === 'autodiscover-json' ? 'json-root' : 'xml-root';
    case 'domain':
      return 'domain';
    case 'user':
      return isUcwa ? 'ucwa-user' : 'user';
  }
}

/** A link of a document as an absolute address; undefined when the document has none. */
export function learnLink(document: AutodiscoverDocument, token: string, reply: Reply): LearnedLink | undefined {
  const href = linkOf(document, token);
  return href === undefined ? undefined : learn(href, `Link ${token}`, reply);
}

/**
 * An address found in an answer. Reference pages show paths without host: they belong to the answering host.
 * @throws FailureError parse/malformed_document when it is no http address at all
 */
export function learn(address: string, field: string, reply: Reply): LearnedLink {
  const url = URL.canParse(address, reply.url) ? new URL(address, reply.url) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw failed(
      'parse',
      'malformed_document',
      `${field} of ${hostOf(reply.url)} names no web address: "${address.slice(0, 200)}".`,
    );
  }
  return { url: url.href, reply, field };
}

/**
 * The address of something that takes a ticket, token or password, once it may be used.
 * @throws FailureError trust/insecure_link for http://, trust/untrusted_host for an unknown host
 */
export async function trustSecure(step: StepHandle, link: LearnedLink): Promise<string> {
  if (!link.url.startsWith('https://')) {
    step.meaning('Tickets, tokens and passwords must never travel over plain HTTP, so clients stop here.');
    throw failed('trust', 'insecure_link', `${link.field} leads to ${link.url}, which is not https.`);
  }
  return (await step.trust(link.url, { reply: link.reply, field: link.field })).href;
}

/** Skype for Business Online: nothing of it takes an on-premises password. */
export function isOnline(url: string): boolean {
  return URL.canParse(url) && /(^|\.)lync\.com$/i.test(new URL(url).hostname);
}
