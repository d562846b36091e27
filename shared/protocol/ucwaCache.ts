/** When a client must forget the UCWA address it saved, and discover anew. [skype-docs UCWA, RootURL] */

/** What happened to a client that uses its saved address. */
export type CacheEvent =
  | { readonly kind: 'status'; readonly status: number }
  /** Connections failed; one failure is no reason yet. */
  | { readonly kind: 'unreachable'; readonly times: number }
  | { readonly kind: 'signed-out' };

/** "Many retries" has no number in print; this many failures in a row count as that here. */
export const manyRetries = 3;

/** Whether the saved address may be used again. Only 403, 502, repeated connection errors and sign-out end its use. */
export function keepsCachedUrl(event: CacheEvent): boolean {
  switch (event.kind) {
    case 'status':
      return event.status !== 403 && event.status !== 502;
    case 'unreachable':
      return event.times < manyRetries;
    case 'signed-out':
      return false;
  }
}

/** The same in a sentence. */
export function cacheSentence(event: CacheEvent): string {
  return keepsCachedUrl(event)
    ? 'Clients keep the saved address of UCWA after this answer and try it again.'
    : 'After this answer clients forget the saved address of UCWA and begin discovery anew.';
}
