/**
 * Where secrets stand by the shape of a document: SAML assertions, proof keys and passwords in SOAP, tokens in JSON
 * and forms, cwt= anywhere. Works on broken and cut documents too, so by patterns and not by parsers.
 */
import type { SecretKind } from '../../../shared/session/model.js';
import type { Found } from './ranges.js';

export interface Shaped extends Found {
  /** The secret itself, with the document's escapes undone. */
  readonly secret: string;
}

/** A '<' as it may be written: plain, as an entity (once or twice), or in a JSON string. */
const open = String.raw`(?:<|&(?:amp;)?(?:lt|#0*60|#x0*3c);|\\u003c|%3c)`;
const prefix = String.raw`(?:[\w.-]+(?::|%3a))?`;

/** Elements masked as a whole, with everything in them. */
const wholeElements: readonly (readonly [name: string, kind: SecretKind])[] = [
  ['Assertion', 'web-ticket'],
  ['EncryptedData', 'web-ticket'],
];

/** Elements whose text is the secret. */
const textElements: readonly (readonly [name: string, kind: SecretKind, unless?: string])[] = [
  ['BinarySecret', 'proof-key'],
  // A certificate and the request for one are public, and shown like any other certificate.
  ['BinarySecurityToken', 'web-ticket', '#(?:X509v3|X509PKIPathv1|PKCS7|PKCS10)(?=["\'&\\\\%])'],
  ['CipherValue', 'web-ticket'],
  // Proves possession of a ticket's key, as an NTLM response does of a password.
  ['SignatureValue', 'authorization'],
  ['Password', 'password'],
];

/** Names of form fields, query parameters and JSON members. */
const fields: Readonly<Record<string, SecretKind>> = {
  password: 'password',
  passwd: 'password',
  pwd: 'password',
  access_token: 'access-token',
  refresh_token: 'access-token',
  id_token: 'access-token',
  code_verifier: 'access-token',
  device_code: 'access-token',
  user_code: 'access-token',
  ms_rtc_renew: 'access-token',
  client_secret: 'password',
  assertion: 'web-ticket',
};

const fieldWords = Object.keys(fields).map((name) => `${name}=`);
/** A member's name may be written in escapes. */
const memberWords = [...Object.keys(fields), '\\u'];

const wholePatterns = wholeElements.map(([name, kind]) => ({
  kind,
  word: name.toLowerCase(),
  start: new RegExp(`${open}${prefix}${name}(?=[\\s>/&\\\\%]|$)`, 'gi'),
  both: new RegExp(
    `${open}(/|\\\\/|%2f)?${prefix}${name}(?=[\\s>/&\\\\%]|$)[^<>]*?(/\\s*)?(?:>|&(?:amp;)?gt;|\\\\u003e|%3e|$)`,
    'gi',
  ),
}));
/** The end of a tag as it may be written. */
const close = String.raw`(?:>|&(?:amp;)?gt;|\\u003e|%3e)`;
const textPatterns = textElements.map(([name, kind, unless]) => ({
  kind,
  word: name.toLowerCase(),
  pattern: new RegExp(
    `${open}${prefix}${name}${unless === undefined ? '' : `(?!(?:(?!${close})[^<>]){0,500}${unless})`}(?:(?!${close})[\\s&\\\\%](?:(?!${close})[^<>]){0,500})?${close}(?:\\s|<!\\[CDATA\\[|&lt;!\\[CDATA\\[)*(?<secret>[\\s\\S]*?)(?=(?:<|&(?:amp;)?lt;|\\\\u003c|%3c|\\]\\]>)|$)`,
    'gid',
  ),
}));
const fieldPattern = new RegExp(
  `(?:^|[?&;\\s"'>])(?<name>${Object.keys(fields).join('|')})=(?<secret>[^&\\s"'<>]*)`,
  'gid',
);
/**
 * An authorization code in a form or an address. Elsewhere "code" is a word like any other: UCWA calls its errors so.
 * Nothing that short is one. [RFC 6749 4.1.2, 4.1.3]
 */
const codePattern = /(?:^|[?&])code=(?<secret>[^&\s"'<>]{12,})/dgi;
const memberPattern = /"((?:[^"\\]|\\.){1,80})"\s*:\s*"([^"\\]*(?:\\[\s\S][^"\\]*)*)/dg;
const cwtPattern =
  /cwt(?:=|%3d|\\u003d|&#61;|&#x3d;)(?<secret>(?:[\w+/=%.~-]|\\\/|\\u00[0-9a-f]{2}|&#x?[0-9a-f]+;){4,})/dgi;
/** "NTLMSSP", zero, 3 as base64: an authenticate message wherever it stands. */
const ntlmPattern = /(?<secret>TlRMTVNTUAAD[\w+/=%-]*)/dg;

/** Some word of every pattern above. */
const anyWord = new RegExp(
  [...wholeElements, ...textElements]
    .map(([name]) => name)
    .concat(Object.keys(fields), 'code=', 'cwt', String.raw`\\u`, 'TlRMTVNTUAAD')
    .join('|'),
  'i',
);

/** Every secret the shape of `text` (one character a byte) gives away. */
export function findShaped(text: string): readonly Shaped[] {
  // Most texts hold none of these words; looking for them first is many times faster than the patterns.
  if (!anyWord.test(text)) return [];
  const lower = text.toLowerCase();
  const found: Shaped[] = [];
  for (const element of wholePatterns) if (lower.includes(element.word)) found.push(...findWhole(text, element));
  for (const { kind, pattern, word } of textPatterns) {
    if (lower.includes(word))
      found.push(
        ...groupsOf(
          text,
          pattern,
          () => kind,
          (secret) => unescapeXml(secret).trim(),
        ),
      );
  }
  if (fieldWords.some((word) => lower.includes(word))) {
    const kindOf = (match: RegExpExecArray): SecretKind =>
      fields[(match.groups?.['name'] ?? '').toLowerCase()] ?? 'other';
    found.push(...groupsOf(text, fieldPattern, kindOf, (secret) => unescapePercent(secret.replaceAll('+', ' '))));
  }
  if (lower.includes('code=')) {
    found.push(...groupsOf(text, codePattern, () => 'access-token', unescapePercent));
  }
  if (memberWords.some((word) => lower.includes(word))) found.push(...findMembers(text));
  if (lower.includes('cwt')) {
    found.push(
      ...groupsOf(
        text,
        cwtPattern,
        () => 'access-token',
        (secret) => unescapeJson(unescapePercent(secret)),
      ),
    );
  }
  if (text.includes('TlRMTVNTUAAD'))
    found.push(
      ...groupsOf(
        text,
        ntlmPattern,
        () => 'ntlm-response',
        (secret) => secret,
      ),
    );
  return found;
}

/** Every match's group "secret". */
function groupsOf(
  text: string,
  pattern: RegExp,
  kindOf: (match: RegExpExecArray) => SecretKind,
  secretOf: (raw: string) => string,
): readonly Shaped[] {
  return [...text.matchAll(pattern)].map((match) => {
    const [from, to] = match.indices?.groups?.['secret'] ?? [0, 0];
    return { from, to, kind: kindOf(match), secret: secretOf(match.groups?.['secret'] ?? '') };
  });
}

/** From each outermost start tag to its end tag, or to the end of the text. */
function findWhole(text: string, { kind, start, both }: (typeof wholePatterns)[number]): readonly Shaped[] {
  const found: Shaped[] = [];
  start.lastIndex = 0;
  for (let first = start.exec(text); first !== null; first = start.exec(text)) {
    const to = endOfElement(text, first.index, both);
    found.push({ from: first.index, to, kind, secret: text.slice(first.index, to) });
    start.lastIndex = to;
  }
  return found;
}

function endOfElement(text: string, from: number, both: RegExp): number {
  both.lastIndex = from;
  let depth = 0;
  for (let tag = both.exec(text); tag !== null; tag = both.exec(text)) {
    if (tag[0] === '') break;
    const isEnd = tag[1] !== undefined;
    const isEmpty = tag[2] !== undefined;
    if (isEnd) depth -= 1;
    else if (!isEmpty) depth += 1;
    if (depth <= 0) return both.lastIndex;
  }
  return text.length;
}

/** Members of JSON objects by name; a string that does not end lasts to the end of the text. */
function findMembers(text: string): readonly Shaped[] {
  const found: Shaped[] = [];
  for (const match of text.matchAll(memberPattern)) {
    const kind = fields[unescapeJson(match[1] ?? '').toLowerCase()];
    if (kind === undefined) continue;
    const [from, to] = match.indices?.[2] ?? [0, 0];
    found.push({ from, to, kind, secret: unescapeJson(match[2] ?? '') });
  }
  return found;
}

export function unescapeXml(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});/gi, (entity) => {
    const named = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" }[entity.toLowerCase()];
    if (named !== undefined) return named;
    const code = /^&#x/i.test(entity) ? parseInt(entity.slice(3), 16) : parseInt(entity.slice(2), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}

export function unescapeJson(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|([\s\S]))/gi, (_all, code: string | undefined, char: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    return { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[char ?? ''] ?? char ?? '';
  });
}

/** Percent-encoding undone byte by byte: the result is one character a byte, like the text it came from. */
export function unescapePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_all, code: string) => String.fromCharCode(parseInt(code, 16)));
}
