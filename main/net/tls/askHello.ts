/** One ClientHello sent over a connection and the server's first words to it, within limits of bytes and time. */
import type { Duplex } from 'node:stream';
import { FailureError, type Failure } from '../../../shared/failure.js';
import { failureFrom, timeoutFailure } from '../failures.js';
import { mostHelloBytes, readServerHello, type HelloAnswer } from './serverHello.js';

/**
 * Sends `hello` and reads until a ServerHello or an alert came. The socket is destroyed in any case.
 * @returns the answer, or why there is none (a trickling peer ends at `waitMs`)
 */
export function askHello(options: {
  readonly socket: Duplex;
  readonly hello: Uint8Array;
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly what: string;
}): Promise<{ readonly answer: HelloAnswer } | { readonly failure: Failure }> {
  const { socket, signal, what } = options;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (result: { readonly answer: HelloAnswer } | { readonly failure: Failure }): void => {
      clearTimeout(deadline);
      signal.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('close', onClose).off('end', onClose).off('error', onError);
      socket.on('error', () => undefined).destroy();
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      length += chunk.length;
      const answer = readServerHello(Buffer.concat(chunks));
      if (answer !== undefined) finish({ answer });
      else if (length > mostHelloBytes) {
        finish({ answer: { kind: 'malformed', why: 'The first message is longer than we take.' } });
      }
    };
    const onError = (error: Error): void => finish({ failure: failureFrom(error, 'handshake', what) });
    const onClose = (): void =>
      onError(Object.assign(new Error('closed after the ClientHello'), { code: 'UND_ERR_CLOSED' }));
    const onAbort = (): void =>
      finish({ failure: new FailureError({ operation: 'cancel', code: 'cancelled', message: 'cancelled' }).failure });
    const deadline = setTimeout(
      () => finish({ failure: timeoutFailure('handshake', what, options.waitMs) }),
      options.waitMs,
    );
    signal.addEventListener('abort', onAbort);
    socket.on('data', onData).on('close', onClose).on('end', onClose).on('error', onError);
    if (signal.aborted) onAbort();
    else socket.write(options.hello);
  });
}
