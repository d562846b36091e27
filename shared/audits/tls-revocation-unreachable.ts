/** Nobody could be asked whether the certificate was revoked. */
import { exchangeOf, failedExchangesTo } from './reading/certificateEvidence.js';
import { revocationOf } from './reading/chains.js';
import { reportCertificates } from './reading/certificates.js';
import { defineAudit } from './reading/define.js';

export const tlsRevocationUnreachable = defineAudit('tls-revocation-unreachable', 'tls', (survey) =>
  reportCertificates('tls-revocation-unreachable', survey, (handshake, all) => {
    const checks = revocationOf(handshake, all);
    const lost = checks.filter(
      ({ status, index }) =>
        status === 'unreachable' &&
        !checks.some((other) => other.index === index && (other.status === 'good' || other.status === 'revoked')),
    );
    const [first] = lost;
    if (first === undefined) return undefined;
    const seconds = lost.reduce((sum, { tookMs }) => Math.max(sum, tookMs ?? 0), 0) / 1000;
    return {
      index: 0,
      severity: 'warning',
      title: (places) => `The revocation servers for the certificate of ${places} cannot be reached`,
      seen: `Asked ${first.url ?? 'the authority'} whether it was revoked. ${first.note ?? 'No answer came.'} ${seconds < 0.1 ? 'That was known at once.' : `That took ${seconds.toFixed(1)} s.`}`,
      evidence: [
        ...exchangeOf(survey, first.exchangeId),
        ...failedExchangesTo(
          survey,
          lost.flatMap(({ url }) => url ?? []),
        ),
      ],
    };
  }),
);
