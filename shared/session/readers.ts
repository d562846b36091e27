/** Small readers that take a value from outside apart and build it anew: what is not known is left out, what is wrong is refused. */

/** Gives back the value it was made for, or throws Damaged. */
export type Reader<T> = (value: unknown) => T;

/** A value is not what it must be. Never leaves the file reader. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

const refuse = (): never => {
  throw new Damaged();
};

export const text: Reader<string> = (value) => (typeof value === 'string' ? value : refuse());
export const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : refuse());
export const number: Reader<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse();
export const count: Reader<number> = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : refuse();

export const matching =
  (pattern: RegExp): Reader<string> =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : refuse();

/** Standard base64 with padding; decoding it later cannot throw. */
export const base64: Reader<string> = (value) =>
  typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value) ? value : refuse();

export const literal =
  <const T extends string | number>(wanted: T): Reader<T> =>
  (value) =>
    value === wanted ? wanted : refuse();

/** One of a closed union; the record names every member, so a missing one does not compile. */
export function oneOf<T extends string>(members: Readonly<Record<T, true>>): Reader<T> {
  const isMember = (value: unknown): value is T => typeof value === 'string' && Object.hasOwn(members, value);
  return (value) => (isMember(value) ? value : refuse());
}

export const list =
  <T>(reader: Reader<T>): Reader<readonly T[]> =>
  (value) =>
    Array.isArray(value) ? value.map((item: unknown) => reader(item)) : refuse();

export const pair: Reader<readonly [string, string]> = (value) =>
  Array.isArray(value) && value.length === 2 ? [text(value[0]), text(value[1])] : refuse();

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type Readers<T> = { readonly [K in keyof T]-?: Reader<Exclude<T[K], undefined>> };

/** An object with exactly these members; `optional` names those that may be absent. */
export function record<T extends object>(
  readers: Readers<T>,
  optional: readonly (OptionalKeys<T> & string)[] = [],
): Reader<T> {
  const names = Object.keys(readers) as (keyof T & string)[];
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse();
    const out: Partial<T> = {};
    for (const name of names) {
      // Own members only: a file must not reach a prototype.
      if (Object.hasOwn(value, name)) out[name] = readers[name](Reflect.get(value, name));
      else if (!optional.some((known) => known === name)) refuse();
    }
    return out as T; // every required member was read above
  };
}
