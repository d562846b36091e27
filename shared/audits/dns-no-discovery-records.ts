/** Neither lyncdiscover name exists, and no SIP record either: the domain is not set up where this resolver looks. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { noDiscovery } from './reading/noDiscovery.js';
import { answeredSipLookups } from './reading/sip.js';

export const dnsNoDiscoveryRecords = defineAudit('dns-no-discovery-records', 'dns', (survey) => {
  if (!survey.names.external.asked) return notApplicable('lyncdiscover was not looked up.');
  const missing = noDiscovery(survey);
  if (missing === undefined || answeredSipLookups(survey.session).length > 0) return passed;
  return failing([
    finding('dns-no-discovery-records', 'error', {
      title: `No discovery record exists for ${survey.session.target.domain}`,
      ...missing,
    }),
  ]);
});
