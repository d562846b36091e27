// What a client posts: JSON whose names are read without case, or XML `input` (skype-docs, UCWA reference pages).
import type { WebRequest } from '../shell/request.js';
import { childrenOf, parseXml } from '../xml.js';
import { formOf, ucwaNs } from './representation.js';

export interface Input {
  /** The single value of a property, or undefined. */
  text(name: string): string | undefined;
  list(name: string): readonly string[];
}

export type ReadInput =
  { readonly ok: true; readonly input: Input } | { readonly ok: false; readonly why: 'media-type' | 'syntax' };

/** Reads the body; an empty one has no properties. */
export function readInput(request: WebRequest): ReadInput {
  const text = request.lab.body.toString('utf8');
  if (text.trim() === '') return { ok: true, input: inputOf(new Map()) };
  const form = formOf(request.header('Content-Type') ?? '');
  if (form === undefined) return { ok: false, why: 'media-type' };
  const properties = form.xml ? fromXml(text) : fromJson(text);
  return properties === undefined ? { ok: false, why: 'syntax' } : { ok: true, input: inputOf(properties) };
}

function inputOf(properties: ReadonlyMap<string, string | readonly string[]>): Input {
  const value = (name: string): string | readonly string[] | undefined => properties.get(name.toLowerCase());
  return {
    text: (name) => {
      const found = value(name);
      return typeof found === 'string' ? found : undefined;
    },
    list: (name) => {
      const found = value(name) ?? [];
      return typeof found === 'string' ? [found] : found;
    },
  };
}

function fromJson(text: string): ReadonlyMap<string, string | readonly string[]> | undefined {
  let content: unknown;
  try {
    // The published request has a comma behind its last property.
    content = JSON.parse(text.replace(/,(\s*\}\s*)$/, '$1'));
  } catch {
    return undefined;
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
  const properties = new Map<string, string | readonly string[]>();
  for (const [name, value] of Object.entries(content)) {
    if (Array.isArray(value)) properties.set(name.toLowerCase(), value.map(String));
    else if (typeof value !== 'object') properties.set(name.toLowerCase(), String(value));
  }
  return properties;
}

function fromXml(text: string): ReadonlyMap<string, string | readonly string[]> | undefined {
  const root = parseXml(text);
  if (root === null || root.namespaceURI !== ucwaNs || root.localName !== 'input') return undefined;
  const properties = new Map<string, string | readonly string[]>();
  for (const property of childrenOf(root, ucwaNs, 'property')) {
    properties.set((property.getAttribute('name') ?? '').toLowerCase(), property.textContent ?? '');
  }
  for (const list of childrenOf(root, ucwaNs, 'propertyList')) {
    const items = childrenOf(list, ucwaNs, 'item').map((item) => item.textContent ?? '');
    properties.set((list.getAttribute('name') ?? '').toLowerCase(), items);
  }
  return properties;
}
