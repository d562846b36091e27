/** Whether a connection is good enough for a credential, and why not. */
import type { TlsHandshake } from '../../shared/session/model.js';
import type { TlsDoubt } from '../../shared/session/tlsDoubt.js';

/** @param age the settings that led to the end of the handshake; undefined: nothing is in doubt */
export function doubtOf(age: 'modern' | 'legacy', tls: TlsHandshake): TlsDoubt | undefined {
  const { verification, protocol = '' } = tls;
  if (verification?.trusted !== true || !verification.nameMatches) return 'certificate';
  if (age === 'modern') return undefined;
  return /^TLSv1\.[23]$/.test(protocol) ? 'weak' : 'old-version';
}
