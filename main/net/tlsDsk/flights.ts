/** Where a flight of ours ends: TLS code writes it in pieces of its own choice. [RFC 5246 7.3] */
import { contentType, messageType, sixteen } from './records.js';

/** The ClientHello is whole. */
export function isWholeHello(bytes: Uint8Array): boolean {
  const records = wholeRecords(bytes);
  if (records === undefined || records.some(({ type }) => type !== contentType.handshake)) return false;
  const hello = Buffer.concat(records.map(({ fragment }) => fragment));
  return hello[0] === messageType.clientHello && hello.length >= 4 && hello.length === 4 + hello.readUIntBE(1, 3);
}

/** The flight that ends with the encrypted Finished is whole. */
export function isWholeFinish(bytes: Uint8Array): boolean {
  const records = wholeRecords(bytes);
  const change = records?.findIndex(({ type }) => type === contentType.changeCipherSpec) ?? -1;
  return change >= 0 && records?.[change + 1]?.type === contentType.handshake;
}

/** Records of our own library; undefined while the last one is not whole. */
function wholeRecords(
  bytes: Uint8Array,
): readonly { readonly type: number; readonly fragment: Uint8Array }[] | undefined {
  const records: { type: number; fragment: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 5 + sixteen(bytes, at + 3);
    if (bytes.length - at < 5 || end > bytes.length) return undefined;
    records.push({ type: bytes[at] ?? 0, fragment: bytes.subarray(at + 5, end) });
    at = end;
  }
  return records;
}
