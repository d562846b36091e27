/** A certificate of the chain is signed over a digest that can be forged. */
import { weakDigest } from '../protocol/certificates.js';
import { belowRoot } from './reading/chains.js';
import { reportCertificates } from './reading/certificates.js';
import { defineAudit } from './reading/define.js';

export const tlsWeakSignature = defineAudit('tls-weak-signature', 'tls', (survey) =>
  reportCertificates('tls-weak-signature', survey, (handshake) => {
    for (const { fields, index } of belowRoot(handshake)) {
      const digest = weakDigest(fields);
      if (digest === undefined) continue;
      return {
        index,
        title: (places) => `The certificate of ${places} is signed with ${digest}`,
        seen: `${index === 0 ? 'It' : 'A certificate of its chain'} is signed over ${digest} (${fields.signatureAlgorithm}).`,
      };
    }
    return undefined;
  }),
);
