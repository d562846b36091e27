/** A publicly trusted certificate lives longer than the rule of its day allows; clients count and refuse it. */
import { lifetimeDays, mostLifetimeDays } from '../protocol/certificates.js';
import { dateForPeople } from './reading/clock.js';
import { builtOf } from './reading/chains.js';
import { reportCertificates } from './reading/certificates.js';
import { defineAudit } from './reading/define.js';

export const tlsLifetimeTooLong = defineAudit('tls-lifetime-too-long', 'tls', (survey) =>
  reportCertificates('tls-lifetime-too-long', survey, (handshake, all) => {
    const { fields } = handshake;
    // A company's own authority keeps no such rule.
    if (fields === undefined || builtOf(handshake, all)?.anchor !== 'bundled') return undefined;
    const days = lifetimeDays(fields);
    const most = mostLifetimeDays(fields.notBefore);
    if (!(days > most)) return undefined;
    return {
      index: 0,
      severity: 'warning',
      title: (places) => `The certificate of ${places} is made for ${days} days`,
      seen: `It begins on ${dateForPeople(fields.notBefore)} and ends on ${dateForPeople(fields.notAfter)}: ${days} days, where ${most} are allowed.`,
    };
  }),
);
