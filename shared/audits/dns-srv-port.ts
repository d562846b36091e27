/** An SRV record for SIP names another port than clients and partners expect. */
import { isOnlineHost } from './reading/addresses.js';
import { defineAudit, failing, finding, notApplicable } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { accessEdges, sipServices } from './reading/published.js';

const expected: Readonly<Record<string, number>> = {
  '_sipinternaltls._tcp': 5061,
  '_sip._tls': 443,
  '_sipfederationtls._tcp': 5061,
};

export const dnsSrvPort = defineAudit('dns-srv-port', 'dns', (survey) => {
  // The record for federation is looked up again for the notifications of phones.
  const services = sipServices(survey).filter(
    ({ name, target, port }, index, all) =>
      all.findIndex((one) => one.name === name && one.target === target && one.port === port) === index,
  );
  if (services.length === 0) return notApplicable('No SRV record for SIP was found.');
  const announced = new Set(accessEdges(survey).map(({ port }) => port));
  const { domain } = survey.session.target;
  const findings = services.flatMap(({ name, target, port, lookupId }) => {
    const label = name.slice(0, -domain.length - 1);
    const wanted = expected[label];
    // Where the documents name the same port, the Edge is meant to be there.
    if (wanted === undefined || port === wanted || isOnlineHost(target)) return [];
    if (label === '_sip._tls' && announced.has(port)) return [];
    return [
      // Clients follow the record to any port; partners and firewalls go by the rule.
      finding('dns-srv-port', label === '_sip._tls' ? 'info' : 'warning', {
        title: `${name} names port ${port} instead of ${wanted}`,
        seen: `Asked for ${name} (SRV). It names ${target}:${port}; the port for this service is ${wanted}.`,
        evidence: [onLookup({ id: lookupId })],
      }),
    ];
  });
  return failing(findings);
});
