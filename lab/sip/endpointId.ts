/** The identity of an endpoint: epid, the instance made of it, and the GRUU made of that (MS-SIPRE, MS-SIPREGE). */
import { createHash } from 'node:crypto';

/** The namespace fcacfb03-8a73-46ef-91b1-e5ebeeaba4fe in the byte order of a GUID in memory. */
const namespace = Buffer.from('03fbacfc738aef4691b1e5ebeeaba4fe', 'hex');

/** The sixteen bytes of the instance of an epid, in the byte order of a GUID in memory. */
export function instanceBytes(epid: string): Buffer {
  const digest = createHash('sha1').update(namespace).update(epid, 'ascii').digest();
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes.writeUInt16LE((bytes.readUInt16LE(6) & 0x0fff) | 0x5000, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes;
}

/** The UUID that +sip.instance names for an epid, in lower case. */
export function instanceOf(epid: string): string {
  const bytes = instanceBytes(epid);
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return [
    hex(bytes.readUInt32LE(0), 8),
    hex(bytes.readUInt16LE(4), 4),
    hex(bytes.readUInt16LE(6), 4),
    bytes.subarray(8, 10).toString('hex'),
    bytes.subarray(10, 16).toString('hex'),
  ].join('-');
}

/** The address of this one endpoint that others can use. */
export function gruuOf(address: string, epid: string): string {
  const opaque = Buffer.concat([instanceBytes(epid), Buffer.alloc(2)]).toString('base64url');
  return `sip:${address};opaque=user:epid:${opaque};gruu`;
}
