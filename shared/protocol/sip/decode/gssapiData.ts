/** gssapi-data and the signatures of the sign-in's header fields for reading. [MS-SIPAE 2.2.1, 3.2.5] */
import { bytesOf } from '../../../session/bytes.js';
import { decodeKerberos, isKerberos } from './kerberosToken.js';
import { decodeNtlm, isNtlm } from './ntlmToken.js';
import { hexText, littleAt, type DecodedPart } from './parts.js';
import { decodeTlsFlight, isTls } from './tlsFlight.js';

/** Longest value that is decoded, in characters; the longest handshake takes about 30,000. */
const longest = 262_144;

export type GssapiData =
  | { readonly kind: 'empty' }
  /** Hidden by the recorder; about so many bytes. */
  | { readonly kind: 'masked'; readonly length: number }
  | { readonly kind: 'decoded'; readonly part: DecodedPart }
  | { readonly kind: 'unknown'; readonly why: string };

/** Reads a value as it stands in the header field; never throws. */
export function decodeGssapiData(text: string): GssapiData {
  if (text === '') return { kind: 'empty' };
  if (text.includes('*')) return { kind: 'masked', length: Math.floor((text.length * 3) / 4) };
  if (text.length > longest) return { kind: 'unknown', why: `It has ${text.length} characters, which is too long.` };
  let bytes: Uint8Array;
  try {
    bytes = bytesOf(text);
  } catch {
    return { kind: 'unknown', why: 'It is not Base64.' };
  }
  if (isNtlm(bytes)) return { kind: 'decoded', part: decodeNtlm(bytes) };
  if (isTls(bytes)) return { kind: 'decoded', part: decodeTlsFlight(bytes) };
  if (isKerberos(bytes)) return { kind: 'decoded', part: decodeKerberos(bytes) };
  return { kind: 'unknown', why: `Neither NTLM, TLS nor Kerberos: it begins with ${hexText(bytes, 8)}.` };
}

const hashes: ReadonlyMap<number, string> = new Map([
  [16, 'HMAC-MD5'],
  [20, 'HMAC-SHA-1'],
  [32, 'HMAC-SHA-256'],
  [48, 'HMAC-SHA-384'],
]);

/**
 * What a response or rspauth is, in fields.
 * @param text hexadecimal, as it stands in the header field
 * @returns undefined where it is hidden or no hexadecimal
 */
export function decodeSignature(scheme: string, text: string): DecodedPart | undefined {
  if (!/^(?:[0-9a-f]{2}){4,512}$/i.test(text)) return undefined;
  const bytes = Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  switch (scheme.toUpperCase()) {
    case 'NTLM':
      return ntlmSignature(bytes);
    case 'TLS-DSK': {
      const value = hashes.get(bytes.length) ?? `a code of ${bytes.length} bytes`;
      const note = 'Its length tells the hash of the suite that the inner handshake agreed on.';
      return { title: 'TLS-DSK signature', fields: [{ name: 'Made with', value, note }] };
    }
    default:
      return isKerberos(bytes) ? decodeKerberos(bytes) : undefined;
  }
}

/** Version, code, number; in the old form (no extended session security) code and number are encrypted. [MS-NLMP 2.2.2.9] */
function ntlmSignature(bytes: Uint8Array): DecodedPart | undefined {
  if (bytes.length !== 16) return undefined;
  const number = littleAt(bytes, 12, 4);
  const isOld = number !== 100;
  const made = 'Made over the string with the key of this sign-in.';
  return {
    title: 'NTLM signature',
    fields: [
      { name: 'Version', value: String(littleAt(bytes, 0, 4)) },
      { name: 'Code', value: hexText(bytes.subarray(isOld ? 8 : 4, 12)), note: made },
      isOld
        ? { name: 'Sequence number', value: hexText(bytes.subarray(12)), note: 'Encrypted, as old servers do it.' }
        : { name: 'Sequence number', value: '100', note: 'Always 100 in SIP.' },
    ],
  };
}
