/** TLS settings of a run: bundled roots, the system's store and the user's own authorities, parsed once. */
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { systemAuthorities, type SystemStore } from './systemAuthorities.js';

export interface TrustStore {
  readonly store: SystemStore['state'];
  /** TLS 1.2 and later. */
  readonly modern: SecureContext;
  /** For servers that speak nothing newer than TLS 1.0 or 1.1; never good enough for a credential. */
  legacy(): SecureContext;
}

const known = new Map<string, TrustStore>();

/** The settings for these extra authorities (PEM). Building them takes tens of milliseconds, so they are kept. */
export async function trustStore(extra: readonly string[]): Promise<TrustStore> {
  const system = await systemAuthorities();
  const key = `${system.state}\n${extra.join('\n')}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const all = [...rootCertificates, ...(system.state === 'read' ? system.certificates : []), ...extra];
  const ca = [...new Set(all.map((pem) => pem.replace(/\r/g, '').trim()))];
  let old: SecureContext | undefined;
  const built: TrustStore = {
    store: system.state,
    modern: createSecureContext({ ca, minVersion: 'TLSv1.2' }),
    legacy: () => (old ??= createSecureContext({ ca, minVersion: 'TLSv1', ...oldCiphers() })),
  };
  if (known.size > 16) known.clear();
  known.set(key, built);
  return built;
}

/** OpenSSL 3 lets TLS 1.0 pass at security level 0 alone; BoringSSL has no levels and refuses the word. */
function oldCiphers(): { readonly ciphers?: string } {
  const boring: unknown = Reflect.get(process.features, 'openssl_is_boringssl');
  return boring === true ? {} : { ciphers: 'DEFAULT:@SECLEVEL=0' };
}
