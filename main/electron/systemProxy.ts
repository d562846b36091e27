/** The system's own answer to "which proxy for this address": its settings and PAC script, as Chromium reads them. */
import { session } from 'electron';

const schemes: Readonly<Record<string, string>> = {
  PROXY: 'http',
  HTTPS: 'https',
  SOCKS: 'socks',
  SOCKS4: 'socks',
  SOCKS5: 'socks5',
};

/** URL of the proxy for `url`; undefined for a direct connection. */
export async function systemProxy(url: string): Promise<string | undefined> {
  return firstProxy(await session.defaultSession.resolveProxy(url));
}

/** The first choice of a PAC answer such as "PROXY proxy.contoso.com:8080; DIRECT". */
export function firstProxy(answer: string): string | undefined {
  const [kind = '', authority = ''] = (answer.split(';')[0] ?? '').trim().split(/\s+/);
  const scheme = schemes[kind.toUpperCase()];
  return scheme === undefined || authority === '' ? undefined : `${scheme}://${authority}`;
}
