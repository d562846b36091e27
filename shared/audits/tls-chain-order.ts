/** The certificates were sent in another order than each before its issuer, or some have no business there. */
import { isSelfIssued } from '../protocol/certificates.js';
import type { CertificateFields } from '../session/model.js';
import { reportCertificates } from './reading/certificates.js';
import { defineAudit } from './reading/define.js';

export const tlsChainOrder = defineAudit('tls-chain-order', 'note', (survey) =>
  reportCertificates('tls-chain-order', survey, ({ tls }) => {
    const sent = tls.chain.flatMap(({ fields }) => (fields === undefined ? [] : [fields]));
    if (sent.length < 2 || sent.length !== tls.chain.length) return undefined;
    const path = pathOf(sent);
    const extra = sent.filter((fields) => !path.includes(fields));
    const inOrder = path.every(
      (fields, index) => index === 0 || sent.indexOf(fields) > sent.indexOf(path[index - 1] ?? fields),
    );
    if (!inOrder) {
      return {
        index: 0,
        severity: 'info',
        title: (places) => `${places} sends its chain in the wrong order`,
        seen: 'Each certificate should be followed by that of its issuer; here they stand in another order.',
      };
    }
    const [odd] = extra;
    if (odd === undefined) return undefined;
    return {
      index: tls.chain.findIndex(({ fields }) => fields === odd),
      severity: 'info',
      title: (places) => `${places} sends certificates that do not belong to its chain`,
      seen: `${extra.length === 1 ? 'A certificate' : `${extra.length} certificates`} without use came along: ${odd.subject}.`,
    };
  }),
);

/** From the leaf from issuer to issuer, among what was sent. */
function pathOf(sent: readonly CertificateFields[]): readonly CertificateFields[] {
  const path: CertificateFields[] = [];
  let next = sent[0];
  while (next !== undefined && !path.includes(next)) {
    const last: CertificateFields = next;
    path.push(last);
    next = isSelfIssued(last) ? undefined : sent.find((other) => other !== last && other.subject === last.issuer);
  }
  return path;
}
