/** The certificate may not be used for a TLS server (RFC 5280, sections 4.2.1.3 and 4.2.1.12). */
import { reportCertificates } from './reading/certificates.js';
import { defineAudit } from './reading/define.js';

const serverUses: ReadonlySet<string> = new Set(['serverAuth', '1.3.6.1.5.5.7.3.1', '2.5.29.37.0']); // the last: any

export const tlsKeyUsage = defineAudit('tls-key-usage', 'tls', (survey) =>
  reportCertificates('tls-key-usage', survey, ({ fields, tls }) => {
    if (fields === undefined) return undefined;
    const { extendedKeyUsages, keyUsages } = fields;
    if (extendedKeyUsages.length > 0 && !extendedKeyUsages.some((use) => serverUses.has(use))) {
      return {
        index: 0,
        title: (places) => `The certificate of ${places} is not for a server`,
        seen: `It may be used for ${extendedKeyUsages.join(', ')}, and server authentication is not among it.`,
      };
    }
    const signs = keyUsages.includes('digitalSignature');
    const isOldExchange = /_RSA_WITH_/.test(tls.cipher ?? '') && !/DHE/.test(tls.cipher ?? '');
    if (keyUsages.length === 0 || signs || (isOldExchange && keyUsages.includes('keyEncipherment'))) return undefined;
    return {
      index: 0,
      severity: 'warning',
      title: (places) => `The key of the certificate of ${places} may not sign a handshake`,
      seen: `Its key usage is ${keyUsages.join(', ')}; digitalSignature is missing, which the cipher in use needs.`,
    };
  }),
);
