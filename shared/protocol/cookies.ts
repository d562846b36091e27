/** Cookies as a client of one address keeps and returns them: nothing is remembered past a few requests. [RFC 6265 5.2 to 5.4] */

/** Name and value, in the order given. */
export type Cookies = ReadonlyMap<string, string>;

/** More than these no server of this kind gives; the rest is not kept. */
const mostCookies = 16;
const longest = 4096;

/**
 * The cookies after an answer. Kept are those that would go back to the very same address.
 * @param set values of the Set-Cookie headers of an answer of `url`
 */
export function keptCookies(cookies: Cookies, set: readonly string[], url: URL): Cookies {
  const kept = new Map(cookies);
  for (const line of set) {
    const [pair = '', ...attributes] = line.slice(0, longest + 1).split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0)).trim();
    const value = pair.slice(equals + 1).trim();
    // Control characters could end the header that they go back in.
    if (name === '' || line.length > longest || /[^\x20-\x7e]/.test(pair)) continue;
    if (isEnded(attributes) || !goesBack(attributes, url)) kept.delete(name);
    else if (kept.has(name) || kept.size < mostCookies) kept.set(name, value);
  }
  return kept;
}

/** The Cookie header; undefined for none. */
export function cookieHeader(cookies: Cookies): string | undefined {
  return cookies.size === 0 ? undefined : [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** Max-Age goes before Expires; how servers take a cookie away. */
function isEnded(attributes: readonly string[]): boolean {
  const age = attributeOf(attributes, 'max-age');
  if (age !== undefined && /^-?\d+$/.test(age)) return Number(age) <= 0;
  const expires = attributeOf(attributes, 'expires');
  // Whatever the clocks say, a cookie is taken away with a date long gone.
  return expires !== undefined && Date.parse(expires) < Date.UTC(2000, 0, 1);
}

function goesBack(attributes: readonly string[], url: URL): boolean {
  const domain = attributeOf(attributes, 'domain')?.replace(/^\./, '').toLowerCase() ?? '';
  const host = url.hostname.toLowerCase();
  if (domain !== '' && host !== domain && !host.endsWith(`.${domain}`)) return false;
  if (attributeOf(attributes, 'secure') !== undefined && url.protocol !== 'https:') return false;
  const path = attributeOf(attributes, 'path') ?? '';
  if (!path.startsWith('/') || path === '/') return true;
  return url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

/** The last one of its name counts. */
function attributeOf(attributes: readonly string[], wanted: string): string | undefined {
  return attributes
    .map((attribute) => {
      const [name = '', ...rest] = attribute.split('=');
      return { name: name.trim().toLowerCase(), value: rest.join('=').trim() };
    })
    .findLast(({ name }) => name === wanted)?.value;
}
