/** What a server of the lab shakes hands with: its certificate, and the versions of TLS of its deployment. */
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { ServerIdentity } from '../ca.js';
import type { TlsPlan } from './plan.js';

/** @param identity undefined: no cipher fits, and every handshake ends with an alert */
export function serverContext(identity: ServerIdentity | undefined, plan: TlsPlan): SecureContext {
  return createSecureContext({
    ...(identity === undefined ? {} : { cert: identity.certificateChain, key: identity.privateKey }),
    ...versionsOf(plan),
  });
}

function versionsOf({ minVersion, maxVersion }: TlsPlan): SecureContextOptions {
  if (minVersion === undefined) return { minVersion: 'TLSv1.2', maxVersion };
  // OpenSSL 3 has TLS 1.0 and 1.1 at security level 0 only; BoringSSL has no levels and throws at the word.
  const boring: unknown = Reflect.get(process.features, 'openssl_is_boringssl');
  return { minVersion, maxVersion, ...(boring === true ? {} : { ciphers: 'DEFAULT:@SECLEVEL=0' }) };
}
