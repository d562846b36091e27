/** TLS-DSK for the SIP flow: one handshake, and signatures with its keys. Nothing in here opens a socket. */
import { failed } from '../../../shared/failure.js';
import type { DskHandshake, DskOptions } from './types.js';

export type { ClientCertificate, DskHandshake, DskKeys, DskOptions, DskStep, MacHash } from './types.js';
export { macHashOf, signDsk, verifyDsk, type DskVerdict } from './signature.js';

/** A handshake to be started. Nothing happens before start(). */
export function dskHandshake(options: DskOptions): DskHandshake {
  void options;
  const missing = (): Promise<never> => Promise.reject(failed('handshake', 'unknown', 'TLS-DSK is not there yet.'));
  return { start: missing, answer: missing, destroy: () => undefined };
}
