/** A sign-in page of the server in a window of this program's own: what a host with windows has to give. */

/** Shows it until the sign-in is done, the window is closed, or the signal ends it. Rejects only on a bug. */
export type OpenPassivePage = (page: PassivePage, signal: AbortSignal) => Promise<PassiveOutcome>;

export interface PassivePage {
  /** https; its host passed the trust check, and the user agreed to it. */
  readonly url: string;
  /** Where the cookies will be shown: those that a browser would send to this address, and no others. */
  readonly cookiesFor: string;
  /** The window is about to leave for another host: may it? `from` is the host it comes from. */
  readonly mayVisit: (url: string, from: string) => Promise<boolean>;
}

export type PassiveOutcome =
  /** Value of a Cookie header. */
  | { readonly kind: 'cookies'; readonly header: string }
  /** By the user, before the sign-in was done. */
  | { readonly kind: 'closed' }
  /** `reason` goes on after "could not be shown: ". */
  | { readonly kind: 'failed'; readonly reason: string };

/** Browsers send no more to one host. */
const longestHeader = 32 * 1024;

/** True for what may stand in a Cookie header: visible characters and blanks, name=value. [RFC 6265, section 4.2.1] */
export function isCookieHeader(header: string): boolean {
  return header.length <= longestHeader && /^[\x21-\x7e]+(?: [\x20-\x7e]*)?$/.test(header) && header.includes('=');
}

/** The values of the cookies in a header. */
export function cookieValues(header: string): readonly string[] {
  return header.split(';').map((pair) => pair.slice(pair.indexOf('=') + 1).trim());
}
