/** The trust store as certificates, found by the name of their subject. */
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { BuiltChain } from '../../../shared/session/model.js';
import { systemAuthorities } from '../systemAuthorities.js';

export interface Anchor {
  readonly certificate: X509Certificate;
  readonly source: NonNullable<BuiltChain['anchor']>;
}

export interface Anchors {
  /** Trusted certificates with this subject (as X509Certificate spells it). */
  withSubject(subject: string): readonly Anchor[];
  /** How this certificate is trusted; undefined when it is not. */
  sourceOf(certificate: X509Certificate): Anchor['source'] | undefined;
}

/** Parsed once a program run: it takes some tens of milliseconds. */
let bundled: readonly Anchor[] | undefined;
let system: readonly Anchor[] | undefined;
const known = new Map<string, Anchors>();

/** The bundled public roots, the system's store as far as it can be read, and the user's own authorities (PEM). */
export async function anchors(extra: readonly string[]): Promise<Anchors> {
  const store = await systemAuthorities();
  const key = `${store.state} ${extra.join(' ')}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  bundled ??= read(rootCertificates, 'bundled');
  if (store.state === 'read') system ??= read(store.certificates, 'system');
  const all = [...bundled, ...(system ?? []), ...read(extra, 'given')];
  const bySubject = new Map<string, Anchor[]>();
  const byFingerprint = new Map<string, Anchor['source']>();
  for (const anchor of all) {
    const { subject, fingerprint256 } = anchor.certificate;
    if (byFingerprint.has(fingerprint256)) continue;
    byFingerprint.set(fingerprint256, anchor.source);
    const same = bySubject.get(subject);
    if (same === undefined) bySubject.set(subject, [anchor]);
    else same.push(anchor);
  }
  const made: Anchors = {
    withSubject: (subject) => bySubject.get(subject) ?? [],
    sourceOf: ({ fingerprint256 }) => byFingerprint.get(fingerprint256),
  };
  if (known.size > 16) known.clear();
  known.set(key, made);
  return made;
}

function read(texts: readonly string[], source: Anchor['source']): readonly Anchor[] {
  return texts.flatMap(certificatesIn).flatMap((pem): Anchor[] => {
    try {
      return [{ certificate: new X509Certificate(pem), source }];
    } catch {
      return []; // an entry of the store that cannot be read trusts nothing
    }
  });
}

/** A file of authorities may hold several, one after the other. */
function certificatesIn(pem: string): readonly string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
}
