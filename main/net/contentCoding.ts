/** Undoes content codings (RFC 9110 8.4) with a limit: a small answer must not become a large one. */
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { Transform } from 'node:stream';
import { limits } from './limits.js';

export interface Decoded {
  readonly bytes: Uint8Array;
  /** Codings undone, in the order undone. */
  readonly codings: readonly string[];
  readonly state: 'complete' | 'truncated' | 'cut';
  readonly note?: string;
  /** A coding is left that was not undone: nobody can say what is in there. */
  readonly opaque?: true;
}

/** Decodes `bytes` by the values of Content-Encoding. What cannot be decoded is left as it came. Never rejects. */
export async function decodeContent(bytes: Uint8Array, encodings: readonly string[]): Promise<Decoded> {
  const names = encodings
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
    .reverse();
  let current = bytes;
  const codings: string[] = [];
  for (const name of names.slice(0, limits.contentCodings)) {
    if (current.length === 0) break;
    const decoder = decoderFor(name, current);
    if (decoder === undefined) {
      return {
        bytes: current,
        codings,
        state: 'complete',
        opaque: true,
        note: `The content coding "${name.slice(0, 40)}" is not known; the body is shown coded.`,
      };
    }
    const step = await run(decoder, current);
    if (step.bytes.length === 0 && step.state === 'truncated') {
      return {
        bytes: current,
        codings,
        state: 'complete',
        opaque: true,
        note: `The body says it is ${name}, but cannot be decoded as that.`,
      };
    }
    current = step.bytes;
    codings.push(name);
    if (step.state !== 'complete') return { ...step, codings };
  }
  if (names.length > limits.contentCodings) {
    return {
      bytes: current,
      codings,
      state: 'cut',
      opaque: true,
      note: `More than ${limits.contentCodings} content codings are not undone.`,
    };
  }
  return { bytes: current, codings, state: 'complete' };
}

function decoderFor(name: string, bytes: Uint8Array): Transform | undefined {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      // Meant is the zlib format; some servers send the bare stream.
      return ((bytes[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    case 'br':
      return createBrotliDecompress({ params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 0 } });
    default:
      return undefined;
  }
}

function run(decoder: Transform, bytes: Uint8Array): Promise<Omit<Decoded, 'codings'>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (state: Decoded['state'], note?: string): void => {
      decoder.removeAllListeners();
      decoder.on('error', () => undefined).destroy();
      resolve({ bytes: new Uint8Array(Buffer.concat(chunks)), state, ...(note === undefined ? {} : { note }) });
    };
    decoder.on('data', (chunk: Buffer) => {
      const left = limits.bodyBytes - length;
      chunks.push(chunk.length > left ? chunk.subarray(0, left) : chunk);
      length += chunk.length;
      if (length > limits.bodyBytes)
        finish('cut', `Decoded, the body is longer than ${limits.bodyBytes} bytes; the rest was cut.`);
    });
    decoder.on('end', () => finish('complete'));
    decoder.on('error', () =>
      finish('truncated', 'The coded body is damaged or stops early; this is what could be decoded.'),
    );
    decoder.end(bytes);
  });
}
