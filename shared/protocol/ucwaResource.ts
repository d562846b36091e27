/**
 * A UCWA resource in either form: links, properties and embedded resources. [skype-docs UCWA, "Resource representation";
 * application_ref, events_ref]
 */
import { failed } from '../failure.js';
import type { Link } from './autodiscover.js';
import { isObject, listOf, parseJsonObject, stringOf, type JsonObject } from './json.js';
import { mediaTypeOf, mediaTypes } from './mediaType.js';
import { attributeOf, parseXml, type XmlElement } from './xml.js';

export interface UcwaResource {
  /** "application", "me"; '' where the answer does not say. */
  readonly rel: string;
  /** Of the resource itself, as sent: often a path without host. '' where the answer does not say. */
  readonly href: string;
  readonly links: readonly Link[];
  /** Simple values as text, in order; lists are joined by ", ". */
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly embedded: readonly UcwaResource[];
}

/** Resources within resources that are read; the published ones need two levels. */
const deepest = 8;

/**
 * Reads the body of an answer by its media type.
 * @param what names it in failures: "application"
 * @throws FailureError parse/unexpected_media_type, parse/malformed_document, parse/unexpected_document; limit/too_large
 */
export function parseUcwaResource(contentType: string | undefined, text: string, what: string): UcwaResource {
  const type = mediaTypeOf(contentType);
  if (type === mediaTypes.json) return fromJson(parseJsonObject(text, what), '', 0);
  if (type === mediaTypes.xml || type === mediaTypes.ucwaXml) {
    const root = parseXml(text, what);
    if (root.name === 'resource') return fromXml(root, 0);
    throw failed('parse', 'unexpected_document', `The ${what} should be a UCWA resource; its root is ${root.name}.`);
  }
  const came = type === '' ? 'something without a media type' : type;
  throw failed('parse', 'unexpected_media_type', `The ${what} should come as JSON or XML; ${came} came.`);
}

/** Address of a link, its relation compared without case; undefined when there is none. */
export function ucwaLink(resource: UcwaResource, rel: string): string | undefined {
  const wanted = rel.toLowerCase();
  return resource.links.find(({ token, href }) => token.toLowerCase() === wanted && href !== '')?.href;
}

/** The embedded resource of that relation. */
export function ucwaEmbedded(resource: UcwaResource, rel: string): UcwaResource | undefined {
  return resource.embedded.find((one) => one.rel.toLowerCase() === rel.toLowerCase());
}

/** Value of a property, its name compared without case. */
export function ucwaProperty(resource: UcwaResource, name: string): string | undefined {
  return resource.properties.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
}

function fromJson(object: JsonObject, rel: string, depth: number): UcwaResource {
  const links = jsonPart(object, '_links').flatMap(([token, value]) =>
    listOf({ value }, 'value')
      .filter(isObject)
      .map((link): Link => ({ token, href: stringOf(link, 'href') ?? '' })),
  );
  const embedded =
    depth >= deepest
      ? []
      : jsonPart(object, '_embedded').flatMap(([name, value]) =>
          listOf({ value }, 'value')
            .filter(isObject)
            .map((one) => fromJson(one, name, depth + 1)),
        );
  return {
    rel: stringOf(object, 'rel') ?? rel,
    href: links.find(({ token }) => token === 'self')?.href ?? '',
    links,
    properties: Object.entries(object).flatMap(([name, value]) => {
      const simple = simpleText(value);
      return name === 'rel' || simple === undefined ? [] : [[name, simple] as const];
    }),
    embedded,
  };
}

function jsonPart(object: JsonObject, key: string): readonly (readonly [string, unknown])[] {
  const part = Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(part) ? Object.entries(part) : [];
}

function simpleText(value: unknown): string | undefined {
  if (!Array.isArray(value)) return scalarText(value);
  const items = value.map(scalarText);
  return items.every((item) => item !== undefined) ? items.join(', ') : undefined;
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function fromXml(element: XmlElement, depth: number): UcwaResource {
  const named = (name: string): readonly XmlElement[] => element.children.filter((child) => child.name === name);
  const href = attributeOf(element, 'href') ?? '';
  const self: readonly Link[] = href === '' ? [] : [{ token: 'self', href }];
  return {
    rel: attributeOf(element, 'rel') ?? '',
    href,
    links: [
      ...self,
      ...named('link').map((link) => ({
        token: attributeOf(link, 'rel') ?? '',
        href: attributeOf(link, 'href') ?? '',
      })),
    ],
    properties: element.children.flatMap((child): readonly (readonly [string, string])[] => {
      const name = attributeOf(child, 'name') ?? '';
      if (name === '' || name === 'rel') return [];
      if (child.name === 'property') return [[name, child.text]];
      if (child.name !== 'propertyList') return [];
      return [[name, child.children.map((item) => item.text).join(', ')]];
    }),
    embedded: depth >= deepest ? [] : named('resource').map((one) => fromXml(one, depth + 1)),
  };
}
