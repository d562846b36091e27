/** The authority took a certificate of the chain back. */
import { exchangeOf } from './reading/certificateEvidence.js';
import { revocationOf } from './reading/chains.js';
import { reportCertificates } from './reading/certificates.js';
import { defineAudit } from './reading/define.js';

export const tlsRevoked = defineAudit('tls-revoked', 'tls', (survey) =>
  reportCertificates('tls-revoked', survey, (handshake, all) => {
    const check = revocationOf(handshake, all).find(({ status }) => status === 'revoked');
    if (check === undefined) return undefined;
    const who =
      check.via === 'crl'
        ? 'Read the revocation list of its authority. It names this certificate'
        : check.via === 'stapled'
          ? 'The OCSP answer that the server itself sent along says that it was revoked'
          : 'Asked the OCSP responder of its authority about it. It says that it was revoked';
    const what = check.index === 0 ? 'certificate' : 'intermediate certificate';
    return {
      index: 0,
      title: (places) => `The ${what} of ${places} was revoked`,
      seen: `${who}${check.revokedAt === undefined ? '' : ` on ${check.revokedAt.slice(0, 10)}`}.`,
      evidence: exchangeOf(survey, check.exchangeId),
    };
  }),
);
