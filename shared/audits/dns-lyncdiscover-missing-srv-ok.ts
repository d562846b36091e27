/** Neither lyncdiscover name exists, but SIP records do: desktop clients get in, all others do not. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { noDiscovery } from './reading/noDiscovery.js';
import { answeredSipLookups } from './reading/sip.js';

export const dnsLyncdiscoverMissingSrvOk = defineAudit('dns-lyncdiscover-missing-srv-ok', 'dns', (survey) => {
  if (!survey.names.external.asked) return notApplicable('lyncdiscover was not looked up.');
  const missing = noDiscovery(survey);
  const sip = answeredSipLookups(survey.session);
  if (missing === undefined || sip.length === 0) return passed;
  const found = [...new Set(sip.map((lookup) => lookup.query.name))];
  return failing([
    finding('dns-lyncdiscover-missing-srv-ok', 'error', {
      seen: `${missing.seen} ${found.join(', ')} ${found.length === 1 ? 'does' : 'do'} exist.`,
      evidence: [...missing.evidence.slice(0, 4), ...sip.map(onLookup)],
    }),
  ]);
});
