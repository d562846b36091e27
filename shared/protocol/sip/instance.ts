/** The name of an endpoint: +sip.instance is computed from the epid, and the GRUU of the answer from that. [MS-SIPRE; MS-SIPREGE 2.2.2; RFC 4122 4.3] */

const namespace = Uint8Array.of(
  ...[0x03, 0xfb, 0xac, 0xfc, 0x73, 0x8a, 0xef, 0x46],
  ...[0x91, 0xb1, 0xe5, 0xeb, 0xee, 0xab, 0xa4, 0xfe],
);

/**
 * UUID of an epid, lower case.
 * @param sha1 SHA-1 of bytes
 */
export function instanceOf(epid: string, sha1: (data: Uint8Array) => Uint8Array): string {
  const bytes = instanceBytes(epid, sha1);
  const hex = (from: number, to: number): string =>
    [...bytes.slice(from, to)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const little = (from: number, to: number): string => (hex(from, to).match(/../g) ?? []).reverse().join('');
  return `${little(0, 4)}-${little(4, 6)}-${little(6, 8)}-${hex(8, 10)}-${hex(10, 16)}`;
}

/** The part of the GRUU behind "opaque=user:epid:". */
export function gruuOpaqueOf(epid: string, sha1: (data: Uint8Array) => Uint8Array): string {
  const bytes = new Uint8Array(18);
  bytes.set(instanceBytes(epid, sha1));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

/** As a GUID lies in memory: three little-endian numbers, then bytes. Version 5, variant 10. */
function instanceBytes(epid: string, sha1: (data: Uint8Array) => Uint8Array): Uint8Array {
  const name = new TextEncoder().encode(epid);
  const seed = new Uint8Array(namespace.length + name.length);
  seed.set(namespace);
  seed.set(name, namespace.length);
  const bytes = sha1(seed).slice(0, 16);
  bytes[7] = ((bytes[7] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}
