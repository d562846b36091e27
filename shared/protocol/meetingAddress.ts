/**
 * Where a meeting is, as people have it: the conference URI, or the address of its page as invitations show it.
 * [MS-CONFBAS 3.2, 4.1; MS-CONFPRO 2.2.1.2 (id); Lync Server 2013, "Planning for Simple URLs"]
 */

export interface MeetingUri {
  readonly kind: 'uri';
  /** "sip:anna@contoso.com;gruu;opaque=app:conf:focus:id:K7Q2M9XD" */
  readonly uri: string;
  /** user@domain, domain in lower case. */
  readonly organizer: string;
  readonly domain: string;
  /** Whoever knows it may join: it is the meeting's key, too. */
  readonly id: string;
}

export interface MeetingUrl {
  readonly kind: 'url';
  /** https, without query and fragment. */
  readonly url: string;
  readonly id: string;
  /** What the address alone tells of the rest; the page is what knows. */
  readonly guess: MeetingUri;
}

export type MeetingAddress = MeetingUri | MeetingUrl;

/** Longest text that is looked at, in characters; an invitation's link has a few hundred. */
const longest = 4096;
/** Addresses within addresses: a mail filter's around a client's around the meeting's. */
const mostWrappings = 3;

const idPattern = /^[A-Za-z0-9]{4,64}$/;
const userPattern = /^[^\s@<>"\\:;,/?#%\p{Cc}]{1,256}$/u;
const hostPattern = /^(?=.{1,253}$)(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/;

/**
 * Reads what a person pasted: with `<…>` or words around it, "conf:", "meet:", a client's or a mail filter's wrapping.
 * @param registrable the domain that somebody registered, of a host: "contoso.co.uk" of "meet.contoso.co.uk"; null where
 *   there is none. What the organizer's domain is guessed to be is never above it
 * @returns undefined where it is neither form
 */
export function readMeetingAddress(
  text: string,
  registrable: (host: string) => string | null,
): MeetingAddress | undefined {
  let rest = addressIn(text.slice(0, longest));
  for (let layer = 0; layer <= mostWrappings && rest !== undefined; layer += 1) {
    const inner = unwrapped(rest);
    if (inner === undefined) {
      return /^https?:/i.test(rest) ? readUrl(rest, registrable) : readConferenceUri(rest, registrable);
    }
    rest = addressIn(inner);
  }
  return undefined;
}

/** A conference URI alone, as documents name it. */
export function readConferenceUri(text: string, registrable: (host: string) => string | null): MeetingUri | undefined {
  const bare = decoded(text.trim().slice(0, longest))?.replace(/^(?:conf:|meet:)/i, '');
  const match = /^sips?:([^@;?]+)@([^;?]+);([^?]*)(?:\?.*)?$/is.exec(bare ?? '');
  const parameters = (match?.[3] ?? '').split(';');
  const id = parameters.flatMap((one) => /^opaque=app:conf:focus:id:(.+)$/i.exec(one)?.[1] ?? [])[0];
  if (match === null || id === undefined) return undefined;
  return uriOf(match[1] ?? '', match[2] ?? '', id, registrable);
}

function uriOf(
  user: string,
  host: string,
  id: string,
  registrable: (host: string) => string | null,
): MeetingUri | undefined {
  const domain = host.toLowerCase();
  const isGood =
    userPattern.test(user) && hostPattern.test(domain) && idPattern.test(id) && registrable(domain) !== null;
  if (!isGood) return undefined;
  const organizer = `${user}@${domain}`;
  return { kind: 'uri', uri: `sip:${organizer};gruu;opaque=app:conf:focus:id:${id}`, organizer, domain, id };
}

/** The first address in the text; undefined where there is none. */
function addressIn(text: string): string | undefined {
  const inBrackets = /<\s*((?:https?|conf|meet|sips?|lync\d*|ms-sfb):[^<>\s]+)\s*>/i.exec(text)?.[1];
  return inBrackets ?? /(?<![A-Za-z0-9])(?:https?|conf|meet|sips?|lync\d*|ms-sfb):[^\s<>"]+/i.exec(text)?.[0];
}

/** What a client's own scheme or a mail filter carries in its query; undefined where nothing is wrapped. */
function unwrapped(address: string): string | undefined {
  const isClient = /^(?:lync\d*|ms-sfb):/i.test(address);
  const isFilter = /^https?:\/\/[^/]*\bsafelinks\.protection\.outlook\.com\//i.test(address);
  if (!isClient && !isFilter) return undefined;
  return decoded(/[?&]url=([^&#]*)/i.exec(address)?.[1] ?? '') ?? '';
}

/** Its id is the last part of the path, the organizer the one before it. */
function readUrl(text: string, registrable: (host: string) => string | null): MeetingUrl | undefined {
  // Words of an invitation may follow closely.
  const address = text.replace(/[).,;\]]+$/, '');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  const segments = url.pathname.split('/').filter((part) => part !== '');
  const parts = segments.map(decoded);
  const id = parts.at(-1);
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  if (id === undefined || parts.length < 2 || parts.length > 6 || !idPattern.test(id)) return undefined;
  const organizer = parts.at(-2) ?? '';
  const guess = guessOf(host, parts.slice(0, -2), organizer, id, registrable);
  if (guess === undefined) return undefined;
  // Pages of meetings are published over HTTPS alone, and the address is the meeting's key.
  const port = url.protocol === 'https:' && url.port !== '' ? `:${url.port}` : '';
  return { kind: 'url', url: `https://${host}${port}/${segments.join('/')}`, id, guess };
}

/**
 * Organizer and domain as the forms of simple URLs place them: meet.DOMAIN/user/id, DOMAIN/meet/user/id,
 * host/DOMAIN/meet/user/id, host/meet/DOMAIN/user/id and host/meet/user.DOMAIN/id.
 */
function guessOf(
  host: string,
  before: readonly (string | undefined)[],
  organizer: string,
  id: string,
  registrable: (host: string) => string | null,
): MeetingUri | undefined {
  const named = before
    .map((part) => part?.toLowerCase() ?? '')
    .findLast((part) => hostPattern.test(part) && registrable(part) !== null);
  const domain = named ?? domainOfHost(host, registrable);
  if (domain === undefined) return undefined;
  const [user = '', own] = organizer.split('@');
  if (own !== undefined) return uriOf(user, own, id, registrable);
  const ending = `.${domain}`;
  const isWhole = user.toLowerCase().endsWith(ending) && user.length > ending.length;
  return uriOf(isWhole ? user.slice(0, -ending.length) : user, domain, id, registrable);
}

/** "contoso.com" of "meet.contoso.com", and of itself. */
function domainOfHost(host: string, registrable: (host: string) => string | null): string | undefined {
  const top = registrable(host);
  if (top === null || !hostPattern.test(host)) return undefined;
  return host === top.toLowerCase() ? host : host.slice(host.indexOf('.') + 1);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // not percent-encoding
  }
}
