/**
 * XML as the sign-in's documents need it: elements with resolved namespaces, no DTD, no entities but the five of
 * XML 1.0 and character references, limited in size and depth. [Namespaces in XML 1.0]
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { failed } from '../failure.js';

export interface XmlAttribute {
  readonly name: string;
  /** '' for an attribute without prefix. */
  readonly namespace: string;
  readonly value: string;
}

export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** Text directly inside, CDATA included, without blanks around it. */
  readonly text: string;
}

/** Longest document we take, in characters, and deepest nesting. A user document has about 4,000 and 3. */
const longest = 1_000_000;
const deepest = 50;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
  cdataPropName: '#cdata',
  commentPropName: '#comment',
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: deepest,
});

/**
 * Parses a document and answers its root element.
 * @param what names the document in failures: "root document"
 * @throws FailureError parse/malformed_document; limit/too_large when it is longer than we take
 */
export function parseXml(text: string, what: string): XmlElement {
  if (text.length > longest) {
    throw failed('limit', 'too_large', `The ${what} has ${text.length} characters; we read up to ${longest}.`);
  }
  if (/<!DOCTYPE/i.test(text)) throw malformed(what, 'it has a document type declaration');
  let nodes: unknown;
  try {
    const verdict = XMLValidator.validate(text);
    if (verdict !== true) throw malformed(what, `line ${verdict.err.line}: ${verdict.err.msg.replace(/\.$/, '')}`);
    nodes = parser.parse(text);
  } catch (error) {
    throw error instanceof Error && error.name === 'FailureError' ? error : malformed(what, messageOf(error));
  }
  const root = elementsOf(nodes, new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]), what)[0];
  if (root === undefined) throw malformed(what, 'it has no element');
  return root;
}

function malformed(what: string, why: string): Error {
  return failed('parse', 'malformed_document', `The ${what} is not well-formed XML: ${why}.`);
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}

type Scope = ReadonlyMap<string, string>;

/** The parser gives `[{ name: [children], ':@': { attribute: value } }]`, text as `{ '#text': … }`. */
function elementsOf(nodes: unknown, scope: Scope, what: string): XmlElement[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: unknown) => {
    const entry = tagOf(node);
    return entry === undefined ? [] : [elementOf(entry.tag, entry.content, attributesOf(node), scope, what)];
  });
}

function elementOf(
  tag: string,
  content: unknown,
  rawAttributes: readonly (readonly [string, string])[],
  outer: Scope,
  what: string,
): XmlElement {
  const raw = rawAttributes.map(([name, value]) => [name, decodeReferences(value, what)] as const);
  const scope = new Map(outer);
  for (const [name, value] of raw) {
    if (name === 'xmlns') scope.set('', value);
    else if (name.startsWith('xmlns:')) scope.set(name.slice(6), value);
  }
  const attributes = raw
    .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
    .map(([name, value]): XmlAttribute => {
      const { prefix, local } = split(name);
      return { name: local, namespace: prefix === '' ? '' : namespaceOf(prefix, scope, what), value };
    });
  const { prefix, local } = split(tag);
  return {
    name: local,
    namespace: prefix === '' ? (scope.get('') ?? '') : namespaceOf(prefix, scope, what),
    attributes,
    children: elementsOf(content, scope, what),
    text: textOf(content, what).trim(),
  };
}

function tagOf(node: unknown): { readonly tag: string; readonly content: unknown } | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const entry = Object.entries(node).find(([key]) => key !== ':@' && !key.startsWith('#') && !key.startsWith('?'));
  return entry === undefined ? undefined : { tag: entry[0], content: entry[1] };
}

function attributesOf(node: unknown): readonly (readonly [string, string])[] {
  if (typeof node !== 'object' || node === null || !(':@' in node)) return [];
  const attributes = node[':@'];
  if (typeof attributes !== 'object' || attributes === null) return [];
  return Object.entries(attributes).map(([name, value]) => [name, String(value)] as const);
}

function textOf(content: unknown, what: string): string {
  if (!Array.isArray(content)) return '';
  return content
    .map((node: unknown) => {
      if (typeof node !== 'object' || node === null) return '';
      if ('#text' in node) return decodeReferences(String(node['#text']), what);
      return '#cdata' in node ? plainText(node['#cdata']) : '';
    })
    .join('');
}

function plainText(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return content
    .map((node: unknown) => (typeof node === 'object' && node !== null && '#text' in node ? String(node['#text']) : ''))
    .join('');
}

function split(name: string): { readonly prefix: string; readonly local: string } {
  const colon = name.indexOf(':');
  return colon < 0 ? { prefix: '', local: name } : { prefix: name.slice(0, colon), local: name.slice(colon + 1) };
}

function namespaceOf(prefix: string, scope: Scope, what: string): string {
  const namespace = scope.get(prefix);
  if (namespace === undefined) throw malformed(what, `the prefix "${prefix}" is not declared`);
  return namespace;
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeReferences(text: string, what: string): string {
  return text.replace(/&(#x[0-9a-f]+|#[0-9]+|[a-z][\w.-]*);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) {
      const known = Object.hasOwn(named, name) ? named[name] : undefined;
      if (known === undefined) throw malformed(what, `the entity ${whole} is not declared`);
      return known;
    }
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    if (!(code <= 0x10ffff) || code === 0 || (code >= 0xd800 && code <= 0xdfff)) {
      throw malformed(what, `${whole} is no character`);
    }
    return String.fromCodePoint(code);
  });
}

/** Value of an attribute without blanks around it, whatever its namespace; names are compared exactly. */
export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((attribute) => attribute.name === name)?.value.trim();
}

/** First child of that name, whatever its namespace. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** Every element of that name in document order, the element itself included. */
export function allOf(element: XmlElement, name: string): readonly XmlElement[] {
  const below = element.children.flatMap((child) => allOf(child, name));
  return element.name === name ? [element, ...below] : below;
}

/** First element of that name anywhere, in document order. */
export function firstOf(element: XmlElement, name: string): XmlElement | undefined {
  return allOf(element, name)[0];
}

/** Text for XML content and attribute values. Characters that XML 1.0 cannot carry become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '\uFFFD') // eslint-disable-line no-control-regex -- they are the point
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
