/** What a server's sign-in page may do in its window, and when the sign-in there is done. Nothing of Electron's is needed for it. */

/** 'ask': another host, which has to pass the trust check first. */
export type Verdict = 'go' | 'ask' | 'stop';

/** A request as the window is about to make it. `type` as Electron names it: 'mainFrame', 'subFrame', 'script', … */
export interface PageRequest {
  readonly url: string;
  readonly type: string;
}

/**
 * Pages come from https hosts that are known, frames in them too; what a page is made of comes over https, as a browser
 * would have it. Nothing else is loaded.
 * @param known hosts (with their port, where it is another than 443) that may be visited
 */
export function verdictOn({ url: text, type }: PageRequest, known: ReadonlySet<string>): Verdict {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return 'stop';
  const isPage = type === 'mainFrame' || type === 'subFrame';
  if (!isPage && (url.protocol === 'data:' || url.protocol === 'blob:')) return 'go';
  if (url.protocol !== 'https:' || type === 'webSocket') return 'stop';
  if (!isPage || known.has(url.host)) return 'go';
  return type === 'mainFrame' ? 'ask' : 'stop';
}

/** A cookie as Electron gives it, as far as it matters here. */
export interface PageCookie {
  readonly name: string;
  readonly value: string;
  readonly path?: string;
}

/** Follows a sign-in by what its main frame does. */
export class SignInProgress {
  readonly #home: ReadonlySet<string>;
  /** The cookies before the first step of the sign-in; undefined until there was one. */
  #before: ReadonlySet<string> | undefined;
  #isHome = false;

  /** @param urls of the page, and where its cookies will be shown */
  constructor(...urls: readonly string[]) {
    this.#home = new Set(urls.map((url) => new URL(url).host));
  }

  /** A request of the main frame that is a first step: a form is sent, or the window leaves for another host. */
  isFirstStep(method: string, url: string): boolean {
    return this.#before === undefined && (method === 'POST' || !this.#home.has(new URL(url).host));
  }

  /** That step is about to be made; what a page sets beforehand proves nothing. */
  begin(cookies: readonly PageCookie[]): void {
    this.#before = new Set(cookies.map(idOf));
  }

  /** The main frame shows the answer of this address. @param status -1 where there was none */
  arrived(url: string, status: number): void {
    this.#isHome = URL.canParse(url) && this.#home.has(new URL(url).host) && status < 400;
  }

  /** Back at the host of the page, with a cookie that was not there before. */
  isDone(cookies: readonly PageCookie[]): boolean {
    const before = this.#before;
    return this.#isHome && before !== undefined && cookies.some((cookie) => !before.has(idOf(cookie)));
  }
}

const idOf = ({ name, value, path }: PageCookie): string => JSON.stringify([name, value, path]);

/** Value of the Cookie header, longer paths first. [RFC 6265, section 5.4] */
export function cookieHeader(cookies: readonly PageCookie[]): string {
  const length = ({ path }: PageCookie): number => (path ?? '/').length;
  return [...cookies]
    .sort((one, other) => length(other) - length(one))
    .map(({ name, value }) => (name === '' ? value : `${name}=${value}`))
    .join('; ');
}
