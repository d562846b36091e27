/** Copies the plaintext bytes of one socket as undici writes them and as they arrive, without touching them. */
import type { Duplex } from 'node:stream';

export interface WireListener {
  out(bytes: Uint8Array): void;
  in(bytes: Uint8Array): void;
  /** The peer ended its side. */
  ended(): void;
}

type Write = Duplex['write'];

/**
 * Taps `socket`. Every byte written goes through write(), every byte received through push() before anyone reads it
 * (for TLS: before encryption, after decryption), so nothing is serialised twice.
 */
export function tapSocket(socket: Duplex, listener: WireListener): void {
  const write: (...args: unknown[]) => boolean = socket.write.bind(socket) as Write & ((...args: unknown[]) => boolean);
  const push = socket.push.bind(socket);
  const tapped = (chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
    if (typeof chunk === 'string') listener.out(Buffer.from(chunk, isEncoding(encoding) ? encoding : 'utf8'));
    // The caller may reuse its buffer once the write is done.
    else if (chunk instanceof Uint8Array) listener.out(Uint8Array.from(chunk));
    return write(chunk, encoding, callback);
  };
  socket.write = tapped;
  socket.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (chunk instanceof Uint8Array) listener.in(chunk);
    else if (chunk === null) listener.ended();
    return push(chunk, encoding);
  };
}

function isEncoding(value: unknown): value is BufferEncoding {
  return typeof value === 'string' && Buffer.isEncoding(value);
}
