/** Errors cross process boundaries as values: a throw in a handler would reach the page as a bare message. */

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly error: string;
      /** Which part of the request it is about, by its name there; absent where it is about no single one. */
      readonly field?: string;
    };

export const succeed = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (error: string, field?: string): Result<never> => ({
  ok: false,
  error,
  ...(field === undefined ? {} : { field }),
});

/** Ends a switch over a closed union; reached only when a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${String(value)}`);
}
