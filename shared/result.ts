/** Errors cross process boundaries as values: a throw in a handler would reach the page as a bare message. */

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

export const succeed = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (error: string): Result<never> => ({ ok: false, error });

/** Ends a switch over a closed union; reached only when a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${String(value)}`);
}
