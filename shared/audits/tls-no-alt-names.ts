/** The certificate carries its name in the subject alone, where clients no longer look. */
import { dnsNames } from '../protocol/certificates.js';
import { reportCertificates } from './reading/certificates.js';
import { defineAudit } from './reading/define.js';

export const tlsNoAltNames = defineAudit('tls-no-alt-names', 'tls', (survey) =>
  reportCertificates('tls-no-alt-names', survey, ({ fields, tls }) => {
    if (fields === undefined || dnsNames(fields).length > 0) return undefined;
    if (fields.subjectAltNames.some((name) => /^IP:/i.test(name))) return undefined;
    // Where the name does not match either, that is the thing to mend.
    if (tls.verification?.nameMatches === false) return undefined;
    return {
      index: 0,
      severity: 'warning',
      title: (places) => `The certificate of ${places} has no subject alternative names`,
      seen: `Its only name is in the subject: ${fields.subject}.`,
    };
  }),
);
