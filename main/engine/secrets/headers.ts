/** Secrets in header fields: credentials, tickets, cookies. NTLM's first two messages stay readable, they hold none. */
import type { HeadLine } from '../../net/httpHead.js';
import type { SecretKind } from '../../../shared/session/model.js';
import { findShaped, type Shaped } from './structure.js';

/** Secrets in one header; offsets count from the beginning of `text`, the header's raw value. */
export function findInHeader(header: Pick<HeadLine, 'name'>, text: string): readonly Shaped[] {
  switch (header.name.trim().toLowerCase()) {
    case 'authorization':
    case 'proxy-authorization':
      return findCredentials(text);
    case 'x-ms-webticket':
      return findAfter(text, /^\s*(?:opaque\s*=\s*)?"?([^\s"][\s\S]*?)"?\s*$/d, 'web-ticket');
    case 'cookie':
      return findCookies(text);
    case 'set-cookie':
      return findAfter(text, /^[^=;]*=\s*"?([^;"]*)/d, 'cookie');
    default:
      return findShaped(text);
  }
}

/** "NTLM TlRM…", "Basic …", "Bearer …": the scheme stays, and NTLM's negotiate and challenge messages too. */
function findCredentials(text: string): readonly Shaped[] {
  const scheme = /^\s*([^\s,]+)/.exec(text)?.[1]?.toLowerCase() ?? '';
  if (sipSchemes.includes(scheme) && /^\s*\S+\s+[\w-]+\s*=\s*"/.test(text)) return findSipProof(text);
  const token = /^\s*\S+\s+([\s\S]*?)\s*$/d;
  switch (scheme) {
    case 'ntlm':
    case 'negotiate':
      return holdsNoResponse(token.exec(text)?.[1] ?? '')
        ? []
        : findAfter(text, token, kindOfToken(token.exec(text)?.[1] ?? ''));
    case 'bearer':
      return findAfter(text, token, 'access-token');
    case 'basic':
      return findAfter(text, token, 'authorization').flatMap((found) => [found, ...basicPassword(found)]);
    default:
      // A value without a scheme is a secret as a whole.
      return findAfter(text, token.test(text) ? token : /^\s*([\s\S]*?)\s*$/d, 'authorization');
  }
}

const sipSchemes: readonly string[] = ['ntlm', 'kerberos', 'tls-dsk'];

/**
 * SIP names the parts of a credential. Kerberos tickets and NTLM's proof are secrets, and signatures made with their
 * keys; a TLS handshake inside TLS-DSK shows nothing that was not meant to be seen. [MS-SIPAE 2.2]
 */
function findSipProof(text: string): readonly Shaped[] {
  const isDsk = /^\s*tls-dsk/i.test(text);
  const parts = [...text.matchAll(/[\s,](gssapi-data|response)\s*=\s*(?:"([^"]*)"?|([^\s",]+))/dgi)];
  return parts.flatMap((match) => {
    const secret = match[2] ?? match[3] ?? '';
    const [from, to] = match.indices?.[2] ?? match.indices?.[3] ?? [0, 0];
    const isToken = /^gssapi-data$/i.test(match[1] ?? '');
    const isHarmless = isToken && (isDsk || holdsNoResponse(secret));
    const kind = isToken ? kindOfToken(secret) : 'ntlm-response';
    return to <= from || isHarmless ? [] : [{ from, to, kind, secret }];
  });
}

/** The password inside a Basic value, so that it is known on its own. */
function basicPassword(found: Shaped): readonly Shaped[] {
  const plain = Buffer.from(found.secret, 'base64').toString('latin1');
  const colon = plain.indexOf(':');
  return colon < 0 ? [] : [{ ...found, kind: 'password', secret: plain.slice(colon + 1) }];
}

/** What is not NTLM is a Kerberos ticket, or nothing that is known. */
function kindOfToken(base64: string): SecretKind {
  return Buffer.from(base64, 'base64').includes('NTLMSSP\0', 0, 'latin1') ? 'ntlm-response' : 'authorization';
}

/** An NTLM negotiate or challenge message, bare or in SPNEGO; nothing else is known to be harmless. */
export function holdsNoResponse(base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0) return true;
  let at = bytes.indexOf('NTLMSSP\0', 0, 'latin1');
  if (at < 0) return false;
  for (; at >= 0; at = bytes.indexOf('NTLMSSP\0', at + 8, 'latin1')) {
    const type = at + 12 <= bytes.length ? bytes.readUInt32LE(at + 8) : 0;
    if (type !== 1 && type !== 2) return false;
  }
  return true;
}

function findCookies(text: string): readonly Shaped[] {
  return [...text.matchAll(/(?:^|;)(?:[^=;]*=)?\s*"?([^;"]*)/dg)].flatMap((match) => shapedGroup(match, 'cookie'));
}

function findAfter(text: string, pattern: RegExp, kind: SecretKind): readonly Shaped[] {
  const match = pattern.exec(text);
  return match === null ? [] : shapedGroup(match, kind);
}

function shapedGroup(match: RegExpExecArray, kind: SecretKind): readonly Shaped[] {
  const [from, to] = match.indices?.[1] ?? [0, 0];
  return to > from ? [{ from, to, kind, secret: (match[1] ?? '').trim() }] : [];
}
