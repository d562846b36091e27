/** TLS-DSK for the SIP flow: one handshake, and signatures with its keys. Nothing in here opens a socket. */
import { failed } from '../../../shared/failure.js';
import { runtimeWorks } from './choice.js';
import { OwnHandshake } from './ownHandshake.js';
import { RuntimeHandshake } from './runtimeHandshake.js';
import { dskContext } from './secureContext.js';
import type { DskHandshake, DskOptions, DskStep } from './types.js';

export type { ClientCertificate, DskHandshake, DskKeys, DskOptions, DskStep, MacHash } from './types.js';
export { macHashOf, signDsk, verifyDsk, type DskVerdict } from './signature.js';

const usualMs = 5000;

/** A handshake to be started. Nothing happens before start(). */
export function dskHandshake(options: DskOptions): DskHandshake {
  return new ChosenHandshake(options);
}

/** Which way is gone is known at start(): the runtime is tried first. */
class ChosenHandshake implements DskHandshake {
  readonly #options: DskOptions;
  #chosen: DskHandshake | undefined;
  #isOver = false;

  constructor(options: DskOptions) {
    this.#options = options;
  }

  async start(): Promise<Uint8Array> {
    if (this.#chosen === undefined) this.#chosen = await chosen(this.#options);
    if (this.#isOver) this.#chosen.destroy();
    return this.#chosen.start();
  }

  answer(flight: Uint8Array): Promise<DskStep> {
    if (this.#chosen !== undefined) return this.#chosen.answer(flight);
    return Promise.reject(failed('handshake', 'connection_closed', 'The TLS handshake was not started.'));
  }

  destroy(): void {
    this.#isOver = true;
    this.#chosen?.destroy();
  }
}

async function chosen(options: DskOptions): Promise<DskHandshake> {
  const { certificate, suites = 'wide', way = 'auto', timeoutMs = usualMs, signal } = options;
  const own = (): DskHandshake => new OwnHandshake(certificate);
  if (way === 'own' || (way === 'auto' && !(await runtimeWorks()))) return own();
  const context = dskContext(certificate, suites);
  if (context !== undefined) {
    return new RuntimeHandshake({ context, timeoutMs, ...(signal === undefined ? {} : { signal }) });
  }
  // The library does not take this certificate, for its digest or the length of its key.
  if (way === 'auto') return own();
  throw failed('handshake', 'tls_failed', 'The TLS library of this runtime does not take the client certificate.');
}
