/** What the event channel brings, in either form. [skype-docs UCWA, EventChannelDetails] */
import { failed } from '../failure.js';
import { isObject, listOf, parseJsonObject, stringOf, valueOf } from './json.js';
import { mediaTypeOf, mediaTypes } from './mediaType.js';
import { attributeOf, parseXml } from './xml.js';

export interface UcwaEvents {
  /** Where the next GET goes, as sent. */
  readonly next?: string;
  /** There instead of `next` where the client fell out of step. */
  readonly resync?: string;
  /** "updated communication", "added presence": in order. */
  readonly events: readonly string[];
}

const types: readonly string[] = ['added', 'updated', 'deleted', 'started', 'completed'];

/** @throws FailureError parse/unexpected_media_type, parse/malformed_document, parse/unexpected_document; limit/too_large */
export function parseUcwaEvents(contentType: string | undefined, text: string): UcwaEvents {
  const type = mediaTypeOf(contentType);
  if (type === mediaTypes.json) return fromJson(text);
  if (type === mediaTypes.xml || type === mediaTypes.ucwaXml) return fromXml(text);
  const came = type === '' ? 'something without a media type' : type;
  throw failed('parse', 'unexpected_media_type', `Events should come as JSON or XML; ${came} came.`);
}

function fromJson(text: string): UcwaEvents {
  const object = parseJsonObject(text, 'event list');
  const links = valueOf(object, '_links');
  const href = (rel: string): string | undefined => {
    const link = isObject(links) ? valueOf(links, rel) : undefined;
    return isObject(link) ? stringOf(link, 'href') : undefined;
  };
  const events = listOf(object, 'sender')
    .filter(isObject)
    .flatMap((sender) => listOf(sender, 'events').filter(isObject))
    .map((event) => {
      const link = valueOf(event, 'link');
      return textOf(stringOf(event, 'type') ?? '', isObject(link) ? stringOf(link, 'rel') : undefined);
    });
  return eventsOf(href('next'), href('resync'), events);
}

function fromXml(text: string): UcwaEvents {
  const root = parseXml(text, 'event list');
  if (root.name !== 'events') {
    throw failed('parse', 'unexpected_document', `Events should come as "events"; the root is ${root.name}.`);
  }
  const href = (rel: string): string | undefined => {
    const link = root.children.find((child) => child.name === 'link' && attributeOf(child, 'rel') === rel);
    return link === undefined ? undefined : attributeOf(link, 'href');
  };
  const events = root.children
    .filter(({ name }) => name === 'sender')
    .flatMap(({ children }) => children.filter(({ name }) => types.includes(name)))
    .map((event) => textOf(event.name, attributeOf(event, 'rel')));
  return eventsOf(href('next'), href('resync'), events);
}

function eventsOf(next: string | undefined, resync: string | undefined, events: readonly string[]): UcwaEvents {
  return { ...(next === undefined ? {} : { next }), ...(resync === undefined ? {} : { resync }), events };
}

const textOf = (type: string, rel = ''): string => `${type} ${rel}`.trim();
