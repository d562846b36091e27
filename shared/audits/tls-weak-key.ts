/** A key of the chain is shorter than clients take today. */
import { weakKey } from '../protocol/certificates.js';
import { belowRoot } from './reading/chains.js';
import { reportCertificates } from './reading/certificates.js';
import { defineAudit } from './reading/define.js';

export const tlsWeakKey = defineAudit('tls-weak-key', 'tls', (survey) =>
  reportCertificates('tls-weak-key', survey, (handshake) => {
    const weak = belowRoot(handshake).flatMap(({ fields, index }) => {
      const why = weakKey(fields);
      return why === undefined ? [] : [{ index, why }];
    });
    const [first] = weak;
    return first === undefined
      ? undefined
      : {
          index: first.index,
          title: (places) => `The key of the certificate of ${places} is too weak`,
          seen: `${first.index === 0 ? 'Its key' : 'The key of a certificate of its chain'} is ${first.why}.`,
        };
  }),
);
