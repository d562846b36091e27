// UCWA resources in their two spellings, JSON with _links and _embedded, and XML (skype-docs, UCWA reference pages).
import { aspNetAnswer, type Answer } from '../shell/answer.js';
import type { WebRequest } from '../shell/request.js';
import { xmlAttribute, xmlText } from '../xml.js';

export const ucwaNs = 'http://schemas.microsoft.com/rtc/2012/03/ucwa';

export interface Link {
  readonly rel: string;
  readonly href: string;
}

export interface Resource {
  readonly rel: string;
  readonly href: string;
  readonly properties?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly links?: readonly Link[];
  readonly embedded?: readonly Resource[];
  readonly etag?: string;
}

/** How a client wants to be answered. */
export interface Form {
  readonly xml: boolean;
  readonly contentType: string;
}

const forms: Readonly<Record<string, Form>> = {
  'application/json': { xml: false, contentType: 'application/json; charset=utf-8' },
  'application/vnd.microsoft.com.ucwa+json': {
    xml: false,
    contentType: 'application/vnd.microsoft.com.ucwa+json; charset=utf-8',
  },
  'application/xml': { xml: true, contentType: 'application/xml; charset=utf-8' },
  'application/vnd.microsoft.com.ucwa+xml': {
    xml: true,
    contentType: 'application/vnd.microsoft.com.ucwa+xml; charset=utf-8',
  },
};

export const jsonForm: Form = { xml: false, contentType: 'application/json; charset=utf-8' };

/** The form of a media type, parameters ignored; undefined for one that UCWA does not speak. */
export function formOf(mediaType: string): Form | undefined {
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  return Object.hasOwn(forms, type) ? forms[type] : undefined;
}

/** The first acceptable form in the client's own order, JSON where anything will do, or null for 406. */
export function acceptedForm(request: WebRequest): Form | null {
  const ranges = (request.header('Accept') ?? '*/*').split(',');
  for (const range of ranges) {
    const named = formOf(range);
    if (named !== undefined) return named;
    if (/^\s*(\*\/\*|application\/\*)\s*(;|$)/.test(range)) return jsonForm;
  }
  return null;
}

/** An answer with a resource. */
export function resourceAnswer(
  form: Form,
  status: number,
  resource: Resource,
  headers: readonly (readonly [string, string])[] = [],
): Answer {
  return textAnswer(
    form,
    status,
    form.xml ? xmlResource(resource, true) : JSON.stringify(jsonResource(resource)),
    headers,
  );
}

/** An answer with a finished text; XML gets its declaration. */
export function textAnswer(
  form: Form,
  status: number,
  text: string,
  headers: readonly (readonly [string, string])[] = [],
): Answer {
  const body = form.xml ? `<?xml version="1.0" encoding="utf-8"?>${text}` : text;
  // Mobile clients, who ask for this type, are told which side they came in by [capture of a reverse-proxy filter].
  const mobile: readonly (readonly [string, string])[] = form.contentType.includes('ucwa+xml')
    ? [['X-MS-Namespace', 'internal']]
    : [];
  return aspNetAnswer(status, form.contentType, body, [['Cache-Control', 'no-cache'], ...mobile, ...headers]);
}

/** What JSON.stringify writes for a resource. */
export function jsonResource(resource: Resource): object {
  const embedded = resource.embedded ?? [];
  return {
    ...resource.properties,
    _links: {
      self: { href: resource.href },
      ...Object.fromEntries((resource.links ?? []).map(({ rel, href }) => [rel, { href }])),
    },
    ...(embedded.length === 0
      ? {}
      : { _embedded: Object.fromEntries(embedded.map((one) => [one.rel, jsonResource(one)])) }),
    rel: resource.rel,
    ...(resource.etag === undefined ? {} : { etag: resource.etag }),
  };
}

/** The `resource` element; the outermost one declares the namespace. */
export function xmlResource(resource: Resource, isRoot: boolean): string {
  const properties = Object.entries({
    ...resource.properties,
    ...(resource.etag === undefined ? {} : { etag: resource.etag }),
  });
  return (
    `<resource rel="${resource.rel}" href="${xmlAttribute(resource.href)}"${isRoot ? ` xmlns="${ucwaNs}"` : ''}>` +
    (resource.links ?? []).map(({ rel, href }) => `<link rel="${rel}" href="${xmlAttribute(href)}"/>`).join('') +
    properties.map(([name, value]) => xmlProperty(name, value)).join('') +
    (resource.embedded ?? []).map((one) => xmlResource(one, false)).join('') +
    '</resource>'
  );
}

function xmlProperty(name: string, value: string | number | boolean | readonly string[]): string {
  if (typeof value === 'object') {
    const items = value.map((item) => `<item>${xmlText(item)}</item>`).join('');
    return `<propertyList name="${xmlAttribute(name)}">${items}</propertyList>`;
  }
  const text = typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  return `<property name="${xmlAttribute(name)}">${xmlText(text)}</property>`;
}
