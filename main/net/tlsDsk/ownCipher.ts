/** Record protection with AES-CBC and HMAC-SHA1, one direction. [RFC 2246 6.2.3.2; RFC 4346 6.2.3.2; RFC 5246 6.2.3.2] */
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { handshakeFailed, record, two } from './ownMessages.js';
import type { TlsVersion } from './prf.js';
import type { TlsRecord } from './records.js';

const blockBytes = 16;
const macBytes = 20;

export interface DirectionKeys {
  readonly mac: Uint8Array;
  readonly key: Uint8Array;
  /** First initialisation vector of TLS 1.0; the later versions send theirs. */
  readonly iv: Uint8Array;
}

/** Both directions' keys out of the key block. */
export function splitKeys(
  block: Uint8Array,
  keyBytes: number,
): readonly [client: DirectionKeys, server: DirectionKeys] {
  const ivAt = 2 * (macBytes + keyBytes);
  const keysAt = (index: 0 | 1): DirectionKeys => ({
    mac: block.slice(index * macBytes, (index + 1) * macBytes),
    key: block.slice(2 * macBytes + index * keyBytes, 2 * macBytes + (index + 1) * keyBytes),
    iv: block.slice(ivAt + index * blockBytes, ivAt + (index + 1) * blockBytes),
  });
  return [keysAt(0), keysAt(1)];
}

/** Length of that key block. */
export const keyBlockLength = (keyBytes: number): number => 2 * (macBytes + keyBytes + blockBytes);

export class RecordCipher {
  readonly #version: TlsVersion;
  readonly #cipher: string;
  readonly #keys: DirectionKeys;
  #sequence = 0n;
  #iv: Uint8Array;

  constructor(version: TlsVersion, cipher: string, keys: DirectionKeys) {
    this.#version = version;
    this.#cipher = cipher;
    this.#keys = keys;
    this.#iv = keys.iv;
  }

  /** @param iv 16 random bytes; TLS 1.0 needs none */
  seal(type: number, content: Uint8Array, iv: Uint8Array): Uint8Array {
    const unpadded = Buffer.concat([content, this.#mac(type, content)]);
    const padding = blockBytes - (unpadded.length % blockBytes);
    const padded = Buffer.concat([unpadded, Buffer.alloc(padding, padding - 1)]);
    const first = this.#isChained ? this.#iv : iv;
    const cipher = createCipheriv(this.#cipher, this.#keys.key, first).setAutoPadding(false);
    const encrypted = Buffer.concat([cipher.update(padded), cipher.final()]);
    this.#iv = encrypted.subarray(-blockBytes);
    return record(type, this.#version, this.#isChained ? encrypted : Buffer.concat([first, encrypted]));
  }

  /** @throws FailureError handshake/tls_failed when padding or MAC are wrong */
  open({ type, fragment }: TlsRecord): Uint8Array {
    const first = this.#isChained ? this.#iv : fragment.subarray(0, blockBytes);
    const encrypted = this.#isChained ? fragment : fragment.subarray(blockBytes);
    if (encrypted.length < 2 * blockBytes || encrypted.length % blockBytes !== 0) throw wrong();
    const decipher = createDecipheriv(this.#cipher, this.#keys.key, first).setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(encrypted), decipher.final()]);
    this.#iv = encrypted.slice(-blockBytes);
    const padding = padded[padded.length - 1] ?? 0;
    const end = padded.length - 1 - padding;
    if (end < macBytes || padded.subarray(end).some((byte) => byte !== padding)) throw wrong();
    const content = padded.subarray(0, end - macBytes);
    if (!timingSafeEqual(padded.subarray(end - macBytes, end), this.#mac(type, content))) throw wrong();
    return new Uint8Array(content);
  }

  get #isChained(): boolean {
    return this.#version === 0x0301;
  }

  #mac(type: number, content: Uint8Array): Uint8Array {
    const head = Buffer.alloc(8);
    head.writeBigUInt64BE(this.#sequence);
    this.#sequence += 1n;
    return createHmac('sha1', this.#keys.mac)
      .update(head)
      .update(Uint8Array.from([type, ...two(this.#version), ...two(content.length)]))
      .update(content)
      .digest();
  }
}

const wrong = (): Error => handshakeFailed("the server's encrypted message does not verify");
