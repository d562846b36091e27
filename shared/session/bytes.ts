/** Base64 and text of recorded bytes, without Node's Buffer or the DOM. */
import type { Base64 } from './model.js';

/** Decodes standard Base64; throws on anything else. */
export function bytesOf(base64: Base64): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Standard Base64 with padding. */
export function base64Of(bytes: Uint8Array): Base64 {
  let binary = '';
  const chunk = 0x8000; // argument lists have a limit
  for (let i = 0; i < bytes.length; i += chunk) binary += String.fromCharCode(...bytes.subarray(i, i + chunk));
  return btoa(binary);
}

/** UTF-8 text; wrong sequences become U+FFFD, a byte order mark is dropped. */
export function utf8Of(base64: Base64): string {
  return new TextDecoder('utf-8').decode(bytesOf(base64));
}

/** One character a byte: what header bytes are before anyone interprets them. */
export function latin1Of(base64: Base64): string {
  return atob(base64);
}

/** Number of bytes without decoding. */
export function byteLengthOf(base64: Base64): number {
  if (base64.length === 0) return 0;
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}
