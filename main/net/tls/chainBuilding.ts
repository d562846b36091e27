/**
 * Chains built by hand (RFC 5280, section 6.1 as far as names, keys and signatures go; RFC 4158), so that a private
 * root, a gap and a self-signed certificate can be told apart: the platform's verifier has one code for all of them.
 */
import { X509Certificate } from 'node:crypto';
import { bytesOf } from '../../../shared/session/bytes.js';
import type { BuiltChain, CertificateRecord } from '../../../shared/session/model.js';
import { certificateRecord } from '../certificate.js';
import { limits } from '../limits.js';
import type { Anchors } from './anchors.js';

interface Link {
  readonly origin: BuiltChain['path'][number]['origin'];
  readonly certificate: X509Certificate;
}

/** Signatures that are checked for one chain at most; a hostile chain could ask for very many. */
const mostSignatures = 64;

/**
 * Builds the chain of the first of `sent`.
 * @param fetched certificates that were not sent (DER), fetched by AIA
 * @returns undefined when the leaf cannot be read
 */
export function buildChain(
  sent: readonly CertificateRecord[],
  fetched: readonly Uint8Array[],
  anchors: Anchors,
): BuiltChain | undefined {
  const given = sent.slice(0, limits.chainLength).flatMap((record) => readable(bytesOf(record.der), 'sent'));
  const [leaf] = given;
  const [first] = sent;
  if (leaf === undefined || first?.der !== certificateRecord(new Uint8Array(leaf.certificate.raw)).der)
    return undefined;
  const candidates = [...given, ...fetched.flatMap((der) => readable(der, 'fetched'))];
  const budget = { signatures: mostSignatures };
  const path: Link[] = [leaf];
  for (;;) {
    const last = path.at(-1) ?? leaf;
    const source = anchors.sourceOf(last.certificate);
    if (source !== undefined) return ended(path, 'trusted-root', source);
    if (last.certificate.checkIssued(last.certificate)) {
      return ended(path, path.length === 1 ? 'self-signed' : 'untrusted-root');
    }
    const next = issuerOf(last.certificate, candidates, anchors, budget);
    const isCircle = next !== undefined && path.some((link) => same(link.certificate, next.certificate));
    if (next === undefined || isCircle || path.length >= limits.chainLength) return ended(path, 'open');
    path.push(next);
  }
}

function issuerOf(
  certificate: X509Certificate,
  candidates: readonly Link[],
  anchors: Anchors,
  budget: { signatures: number },
): Link | undefined {
  const trusted = anchors
    .withSubject(certificate.issuer)
    .map((anchor): Link => ({ origin: 'store', certificate: anchor.certificate }));
  // A trusted issuer first: the shortest chain to trust is the one that clients find.
  return [...trusted, ...candidates].find((link) => {
    if (same(link.certificate, certificate) || !issued(certificate, link.certificate)) return false;
    budget.signatures -= 1;
    return budget.signatures >= 0 && isSignedBy(certificate, link.certificate);
  });
}

/** Names, key identifiers and key usage agree. */
function issued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer);
  } catch {
    return false;
  }
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false; // a key or algorithm the platform does not take
  }
}

const same = (one: X509Certificate, other: X509Certificate): boolean => one.fingerprint256 === other.fingerprint256;

function readable(der: Uint8Array, origin: Link['origin']): readonly Link[] {
  try {
    return [{ origin, certificate: new X509Certificate(der) }];
  } catch {
    return [];
  }
}

function ended(path: readonly Link[], end: BuiltChain['end'], anchor?: BuiltChain['anchor']): BuiltChain {
  return {
    path: path.map(({ origin, certificate }) => ({
      origin,
      certificate: certificateRecord(new Uint8Array(certificate.raw)),
    })),
    end,
    ...(anchor === undefined ? {} : { anchor }),
  };
}
