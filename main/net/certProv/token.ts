/** What the certificate provisioning service gives: a certificate, or a PKCS #7 chain with it. [RFC 5280; RFC 2315] */
import { X509Certificate, type KeyObject } from 'node:crypto';
import { failed } from '../../../shared/failure.js';
import type { CertificateRecord } from '../../../shared/session/model.js';
import { certificateRecord } from '../certificate.js';
import { issuersIn } from '../tls/issuerAnswer.js';
import type { ClientCertificate } from '../tlsDsk/types.js';
import { isCertificateFor } from './keys.js';

export interface IssuedCertificate {
  readonly client: ClientCertificate;
  readonly record: CertificateRecord;
}

/**
 * The certificate for our key.
 * @throws FailureError parse/malformed_document when nothing in it can be read; protocol/unexpected_document when it is
 *   for another key
 */
export function readIssued(token: Uint8Array, key: KeyObject): IssuedCertificate {
  const certificates = issuersIn(token);
  if (certificates.length === 0) {
    throw failed('parse', 'malformed_document', 'What came in place of a certificate cannot be read.');
  }
  const own = certificates.find((der) => isFor(der, key));
  if (own === undefined) {
    throw failed(
      'protocol',
      'unexpected_document',
      'The certificate that came is for another key than the one it was asked for, so it cannot be used.',
    );
  }
  return {
    client: { key, certificateDer: own, chain: certificates.filter((der) => der !== own) },
    record: certificateRecord(own),
  };
}

function isFor(der: Uint8Array, key: KeyObject): boolean {
  try {
    return isCertificateFor(key, new X509Certificate(der).publicKey);
  } catch {
    return false;
  }
}
