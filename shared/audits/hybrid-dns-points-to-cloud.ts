/** lyncdiscover, or the records for SIP, end in the online service. */
import { isOnlineHost } from './reading/addresses.js';
import { defineAudit, failing, finding, notApplicable } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { sipServices } from './reading/published.js';
import { aliasesIn } from './reading/resolvers.js';
import type { Finding } from './audit.js';
import type { Survey } from './reading/survey.js';

export const hybridDnsPointsToCloud = defineAudit('hybrid-dns-points-to-cloud', 'dns', (survey) => {
  const { external } = survey.names;
  if (survey.session.target.signIn === 'online') return notApplicable('The sign-in is meant to lead online.');
  if (survey.session.target.meeting !== undefined) return notApplicable('A meeting may be held online.');
  if (!external.asked) return notApplicable('lyncdiscover was not looked up.');
  // Inside, the public name may lead there while lyncdiscoverinternal leads here.
  if (!survey.ownSides.includes('external')) return notApplicable('A client here does not use lyncdiscover.');
  const aliases = external.lookups.flatMap((lookup) =>
    aliasesIn(lookup)
      .filter(isOnlineHost)
      .map((target) => ({ lookup, target })),
  );
  const [first] = aliases;
  if (first === undefined) return failing(sipInCloud(survey));
  return failing([
    finding('hybrid-dns-points-to-cloud', survey.signedIn ? 'warning' : 'error', {
      seen: `Asked for ${external.name}. It is an alias of ${first.target}.`,
      evidence: aliases.map(({ lookup }) => onLookup(lookup)),
    }),
  ]);
});

/** Discovery leads to these servers, SIP does not: desktop clients and partners go to the online service. */
function sipInCloud(survey: Survey): readonly Finding[] {
  const { domain } = survey.session.target;
  if (!survey.reachedRoot('external')) return [];
  const hosts = survey.session.lookups.filter(
    ({ query }) => query.name.toLowerCase() === `sip.${domain}` || query.name.toLowerCase() === `sipexternal.${domain}`,
  );
  const records = [
    ...hosts.flatMap((lookup) =>
      aliasesIn(lookup).map((target) => ({ id: lookup.id, name: lookup.query.name, target })),
    ),
    ...sipServices(survey)
      .filter(({ name }) => !name.startsWith('_sipinternal'))
      .map(({ lookupId, name, target }) => ({ id: lookupId, name, target })),
  ].filter(({ target }) => isOnlineHost(target));
  const [first] = records;
  if (first === undefined) return [];
  return [
    finding('hybrid-dns-points-to-cloud', 'warning', {
      title: 'DNS sends SIP to Microsoft 365, and discovery to these servers',
      seen: `Asked for ${first.name}: it leads to ${first.target}. ${survey.names.external.name} leads to servers of the company.`,
      evidence: records.map(({ id }) => onLookup({ id })),
    }),
  ];
}
