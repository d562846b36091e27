/** The servers of the zone do not hold the same data. */
import type { Lookup } from '../session/model.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { isTrouble, lookupsOf, resolverOf, saidAbout } from './reading/resolvers.js';

export const dnsZoneServersDiffer = defineAudit('dns-zone-servers-differ', 'dns', (survey) => {
  const asked = lookupsOf(survey, 'authoritative').filter((lookup) => !isTrouble(lookup));
  const servers = [...new Set(asked.map(({ stepId }) => stepId))].map((id) => asked.filter((one) => one.stepId === id));
  const [leader, ...others] = servers;
  if (leader === undefined || others.length === 0) return notApplicable('Fewer than two servers of the zone answered.');
  const { domain } = survey.session.target;
  const names = [`lyncdiscover.${domain}`, `lyncdiscoverinternal.${domain}`];
  const pairs = others.flatMap((other) =>
    names.flatMap((name): readonly (readonly [Lookup, Lookup])[] => {
      const [here, there] = [saidAbout(leader, name, 'A'), saidAbout(other, name, 'A')];
      if (here === undefined || there === undefined) return [];
      const same = here.data.some((data) => there.data.includes(data)) || here.data.length + there.data.length === 0;
      return same ? [] : [[here.lookup, there.lookup]];
    }),
  );
  const [first] = pairs;
  if (first !== undefined) {
    const said = ({ answers, rcode }: Lookup): string =>
      answers.length === 0 ? (rcode ?? 'nothing') : answers.map(({ data }) => data).join(', ');
    return failing([
      finding('dns-zone-servers-differ', 'warning', {
        seen: `Asked for ${first[0].query.name}. ${resolverOf(first[0])} says ${said(first[0])}, ${resolverOf(first[1])} says ${said(first[1])}.`,
        evidence: pairs.flat().map(onLookup),
      }),
    ]);
  }
  const soas = servers.flatMap(
    (lookups) => lookups.find(({ query, answers }) => query.type === 'SOA' && answers.length > 0) ?? [],
  );
  const serials = new Set(soas.map(serialOf));
  if (serials.size < 2) return passed;
  return failing([
    finding('dns-zone-servers-differ', 'info', {
      title: 'The servers of the zone hold different versions of it',
      seen: `${soas.map((soa) => `${resolverOf(soa)} holds version ${serialOf(soa)}`).join(', ')}. The names of this sign-in are alike in both.`,
      evidence: soas.map(onLookup),
    }),
  ]);
});

/** "ns1.contoso.com hostmaster.contoso.com 2026112001 …" */
const serialOf = ({ answers }: Lookup): string => answers.find(({ type }) => type === 'SOA')?.data.split(' ')[2] ?? '';
