/** The issuer is a security product, or signs for hosts that have nothing to do with each other. */
import { isUntrusted } from './reading/chains.js';
import { reportCertificates } from './reading/certificates.js';
import { defineAudit } from './reading/define.js';
import { commonName } from './reading/handshakes.js';
import { inspectionSign } from './reading/inspection.js';

export const tlsInspection = defineAudit('tls-inspection', 'tls', (survey) =>
  reportCertificates('tls-inspection', survey, (handshake, all) => {
    const { fields } = handshake;
    const sign = inspectionSign(handshake, all);
    if (fields === undefined || sign === undefined) return undefined;
    const issuer = commonName(fields.issuer);
    const isStranger = isUntrusted(handshake, all);
    return {
      index: 0,
      // Where this computer trusts the gateway the connection works, and only what is bound to it may fail.
      ...(isStranger ? {} : { severity: 'warning' as const }),
      title: (places) => `A security gateway probably signs the certificate of ${places}`,
      seen: [
        'words' in sign
          ? `It was issued by ${issuer}; “${sign.words}” is how security gateways that look into connections name themselves.`
          : `It was issued by ${issuer}, an authority that is not public, and so was that of ${sign.stranger}, which belongs to somebody else.`,
        ...(isStranger ? ['This computer does not trust it, so no password is sent.'] : []),
      ].join(' '),
    };
  }),
);
