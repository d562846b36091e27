/** A selector that remembers its last answer by identity of what it was given, so that views get stable values. */

/** Remembers the last call only: the page shows one session at a time. */
export function memoLast<A extends readonly unknown[], R>(make: (...args: A) => R): (...args: A) => R {
  let last: { readonly args: A; readonly value: R } | undefined;
  return (...args) => {
    if (last?.args.every((arg, index) => Object.is(arg, args[index])) === true) return last.value;
    last = { args, value: make(...args) };
    return last.value;
  };
}

/** Remembers per object for as long as the object lives. */
export function memoWeak<K extends object, R>(make: (key: K) => R): (key: K) => R {
  const known = new WeakMap<K, { readonly value: R }>();
  return (key) => {
    const hit = known.get(key);
    if (hit !== undefined) return hit.value;
    const value = make(key);
    known.set(key, { value });
    return value;
  };
}
