/** A person with a browser, played by an HTTP client: follows redirects, keeps cookies, fills in forms, agrees to what is asked. */
import { request } from 'node:https';
import { get } from 'node:http';
import { DOMParser, type Element } from '@xmldom/xmldom';

export interface LabSite {
  readonly caPem: string;
  readonly connectTo: readonly string[];
}

interface Page {
  readonly url: URL;
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

const names = {
  user: ['UserName', 'login'],
  password: ['Password', 'passwd'],
} as const;

export interface Person {
  readonly user: string;
  readonly password: string;
  /** For the page that takes the code of another device. */
  readonly userCode?: string;
}

export class SignInBrowser {
  readonly #site: LabSite;
  readonly #cookies = new Map<string, string>();
  /** Every address that was opened, without its query. */
  readonly visited: string[] = [];
  /** Authorization codes it carried back. */
  readonly codes: string[] = [];
  /** Whether it came back to the program that had opened the page. */
  get isBack(): boolean {
    return this.visited.at(-1)?.startsWith('http:') === true;
  }

  constructor(site: LabSite) {
    this.#site = site;
  }

  /**
   * Opens an address and goes on until a page neither sends on nor asks for anything; forms are filled with what is given.
   * @returns that last page's text
   */
  async signIn(address: string, person: Person): Promise<string> {
    let page = await this.#ask('GET', new URL(address));
    for (let turns = 0; turns < 20; turns += 1) {
      if (page.location !== undefined) {
        page = await this.#ask('GET', new URL(page.location, page.url));
        continue;
      }
      const form = formIn(page.text);
      if (form === undefined || isRefusal(page.text)) return page.text;
      const fields = new URLSearchParams();
      for (const [name, value] of form.fields) {
        const isUser = names.user.some((known) => known === name);
        const isPassword = names.password.some((known) => known === name);
        const isCode = name === 'user_code' && value === '';
        const typed = isUser ? person.user : isPassword ? person.password : isCode ? person.userCode : undefined;
        fields.set(name, typed ?? value);
      }
      page = await this.#ask('POST', new URL(form.action, page.url), fields.toString());
    }
    throw new Error('the sign-in pages go round in circles');
  }

  #ask(method: 'GET' | 'POST', url: URL, body?: string): Promise<Page> {
    this.visited.push(`${url.origin}${url.pathname}`);
    const code = url.searchParams.get('code');
    if (code !== null) this.codes.push(code);
    if (url.protocol === 'http:') return plain(url);
    const at = this.#site.connectTo.find((rule) => rule.startsWith(`${url.hostname}:443:`))?.split(':') ?? [];
    return new Promise((done, failed) => {
      const asked = request(
        {
          host: at[2],
          port: at[3],
          servername: url.hostname,
          ca: this.#site.caPem,
          method,
          path: `${url.pathname}${url.search}`,
          agent: false,
          headers: {
            host: url.host,
            ...(this.#cookies.size === 0
              ? {}
              : { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }),
          },
        },
        (answer) => {
          for (const line of answer.headers['set-cookie'] ?? []) {
            const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
            if (value === '') this.#cookies.delete(name);
            else this.#cookies.set(name, value);
          }
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => (text += part));
          answer.on('end', () =>
            done({ url, status: answer.statusCode ?? 0, location: answer.headers.location, text }),
          );
        },
      );
      asked.on('error', failed);
      asked.end(body);
    });
  }
}

/** The page says that something is wrong. */
export const isRefusal = (text: string): boolean => /role="alert"/.test(text);

/** The page that waits on this machine. */
function plain(url: URL): Promise<Page> {
  return new Promise((done, failed) => {
    get({ host: '127.0.0.1', port: url.port, path: `${url.pathname}${url.search}`, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (part: Buffer) => (text += part.toString('utf8')));
      answer.on('end', () => done({ url, status: answer.statusCode ?? 0, location: undefined, text }));
    }).on('error', failed);
  });
}

function formIn(
  html: string,
): { readonly action: string; readonly fields: readonly (readonly [string, string])[] } | undefined {
  const text = /<form[\s\S]*?<\/form>/i.exec(html)?.[0];
  if (text === undefined) return undefined;
  const xml = text
    .replace(/<\/input>/gi, '')
    .replace(/<input\b([^>]*?)\/?>/gi, '<input$1/>')
    .replace(/ (autofocus|required)(?=[\s/>])/g, '');
  const form = new DOMParser({ onError: () => undefined }).parseFromString(xml, 'text/html').documentElement;
  const inputs = form === null ? [] : [...elements(form, 'input')];
  return {
    action: form?.getAttribute('action') ?? '',
    fields: inputs.map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? ''] as const),
  };
}

function elements(parent: Element, name: string): readonly Element[] {
  const list = parent.getElementsByTagName(name);
  return Array.from({ length: list.length }, (_, index) => list.item(index)).filter((element) => element !== null);
}
