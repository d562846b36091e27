/** JSON from outside: limited, typed as unknown, keys found without regard to case as Microsoft's own readers do. */
import { failed } from '../failure.js';

export type JsonObject = Readonly<Record<string, unknown>>;

const longest = 1_000_000;

/**
 * Parses a JSON document that is an object.
 * @param what names it in failures: "root document"
 * @throws FailureError parse/malformed_document, parse/unexpected_document; limit/too_large
 */
export function parseJsonObject(text: string, what: string): JsonObject {
  if (text.length > longest) {
    throw failed('limit', 'too_large', `The ${what} has ${text.length} characters; we read up to ${longest}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw failed('parse', 'malformed_document', `The ${what} is not JSON.`);
  }
  if (!isObject(value)) throw failed('parse', 'unexpected_document', `The ${what} is JSON, but not an object.`);
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Value of a key, compared without case; the exact spelling goes first. Own properties only. */
export function valueOf(object: JsonObject, key: string): unknown {
  if (Object.hasOwn(object, key)) return object[key];
  const wanted = key.toLowerCase();
  const found = Object.keys(object).find((known) => known.toLowerCase() === wanted);
  return found === undefined ? undefined : object[found];
}

/** A string without blanks around it; undefined for anything else. */
export function stringOf(object: JsonObject, key: string): string | undefined {
  const value = valueOf(object, key);
  return typeof value === 'string' ? value.trim() : undefined;
}

/** An array as it is, one object as an array of it, anything else as none. */
export function listOf(object: JsonObject, key: string): readonly unknown[] {
  const value = valueOf(object, key);
  if (Array.isArray(value)) return value;
  return isObject(value) ? [value] : [];
}
