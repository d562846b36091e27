/** Whether the lengths in a DNS message tell the truth (RFC 1035, section 4.1): decoders go by them, or by none. */

const headerLength = 12;
const fixedLength = 10; // type, class, TTL, length of the data

/** Data of these types has one length. */
const lengthOf: Readonly<Record<number, number>> = { 1: 4, 28: 16 };
/** Bytes before the name that the data of these types ends with: NS, CNAME, SRV. */
const nameAfter: Readonly<Record<number, number>> = { 2: 0, 5: 0, 33: 6 };

/**
 * Reads a whole message record by record, without following any pointer.
 * @returns what is wrong with it, as a clause; undefined when every length fits
 */
export function lengthFault(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < headerLength) return 'it is shorter than a DNS header';
  let at = headerLength;
  for (let left = view.getUint16(4); left > 0; left -= 1) {
    const end = endOfName(bytes, at);
    if (end === undefined || end + 4 > bytes.length) return 'its question is longer than the message';
    at = end + 4;
  }
  for (let left = view.getUint16(6) + view.getUint16(8) + view.getUint16(10); left > 0; left -= 1) {
    const end = endOfName(bytes, at);
    if (end === undefined || end + fixedLength > bytes.length) return 'it announces more records than it holds';
    const type = view.getUint16(end);
    const start = end + fixedLength;
    const next = start + view.getUint16(end + 8);
    if (next > bytes.length) return 'a record in it is longer than the message';
    const length = lengthOf[type];
    if (length !== undefined && next - start !== length) return 'an address in it has the wrong length';
    const skip = nameAfter[type];
    if (skip !== undefined && endOfName(bytes, start + skip) !== next)
      return 'a name in it does not end with its record';
    at = next;
  }
  return undefined;
}

/** Where a name ends: after its root label, or after the pointer that goes on elsewhere. */
function endOfName(bytes: Uint8Array, start: number): number | undefined {
  for (let at = start; at < bytes.length;) {
    const length = bytes[at] ?? 0;
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2 <= bytes.length ? at + 2 : undefined;
    if (length > 63) return undefined;
    at += length + 1;
  }
  return undefined;
}
