/** Inside and outside are two views of one zone: what one of them shows that belongs to the other. */
import { isPrivateAddress } from './reading/addresses.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { resolverOf, toldOf, type Told } from './reading/resolvers.js';
import type { Finding } from './audit.js';
import type { Survey } from './reading/survey.js';

const insideNames = ['lyncdiscoverinternal', 'sipinternal'] as const;
const outsideNames = ['lyncdiscover', 'sip', 'sipexternal'] as const;

export const dnsWrongView = defineAudit('dns-wrong-view', 'dns', (survey) => {
  const { location, domain } = survey.session.target;
  const said = (view: 'own' | 'public', label: string): Told | undefined =>
    toldOf(survey, view, `${label}.${domain}`, 'A');
  const isAsked = [...insideNames, ...outsideNames].some((label) => said('public', label) !== undefined);
  if (!isAsked && location !== 'outside')
    return notApplicable('No public resolver was asked, and the user is not known to be outside.');
  const published = (label: string): Told | undefined =>
    location === 'outside' ? (said('own', label) ?? said('public', label)) : said('public', label);
  return failing([
    ...privateInPublic(outsideNames.flatMap((label) => published(label) ?? [])),
    ...(location === 'outside' ? [] : internalInPublic(insideNames.flatMap((label) => said('public', label) ?? []))),
    ...(location === 'inside' ? onlyOutsideView(survey, said) : []),
  ]);
});

/** An address of the company network in the public zone leads clients outside nowhere. Loopback is nobody's network. */
function privateInPublic(told: readonly Told[]): readonly Finding[] {
  const hidden = told.filter(
    ({ data }) => data.length > 0 && data.every((one) => isPrivateAddress(one) && !isLoopback(one)),
  );
  const [first] = hidden;
  if (first === undefined) return [];
  const { name } = first.lookup.query;
  return [
    finding('dns-wrong-view', 'warning', {
      title: `Outside, ${list(hidden.map(({ lookup }) => lookup.query.name))} has an address of the company network`,
      seen: `Asked ${resolverOf(first.lookup)} for ${name}: ${first.data.join(', ')}. That is a private address, which cannot be reached from the Internet.`,
      evidence: hidden.map(({ lookup }) => onLookup(lookup)),
    }),
  ];
}

function internalInPublic(told: readonly Told[]): readonly Finding[] {
  const seen = told.filter(({ data }) => data.length > 0);
  const [first] = seen;
  if (first === undefined) return [];
  return [
    finding('dns-wrong-view', 'info', {
      title: `${list(seen.map(({ lookup }) => lookup.query.name))} can be seen in the public zone`,
      seen: `Asked the public resolver ${resolverOf(first.lookup)} for ${first.lookup.query.name}: ${first.data.join(', ')}. Clients outside then wait for an address that is not for them.`,
      evidence: seen.map(({ lookup }) => onLookup(lookup)),
    }),
  ];
}

/** Inside, no name is for inside, and those for outside are as the public resolver gives them. */
function onlyOutsideView(
  survey: Survey,
  said: (view: 'own' | 'public', label: string) => Told | undefined,
): readonly Finding[] {
  const inner = insideNames.map((label) => said('own', label));
  if (inner.some((told) => told === undefined || told.data.length > 0)) return [];
  const same = outsideNames.flatMap((label) => {
    const [own, open] = [said('own', label), said('public', label)];
    const isSame = own !== undefined && open !== undefined && own.data.some((one) => open.data.includes(one));
    return isSame ? [own, open] : [];
  });
  const [first] = same;
  if (first === undefined) return [];
  return [
    finding('dns-wrong-view', 'warning', {
      title: `Inside, DNS knows only the outside of ${survey.session.target.domain}`,
      seen: `The user is inside. The resolver here gives ${first.lookup.query.name} the same address as a public one (${first.data.join(', ')}), and knows none of the names for inside.`,
      evidence: [...inner.flatMap((told) => told ?? []), ...same].map(({ lookup }) => onLookup(lookup)),
    }),
  ];
}

const isLoopback = (address: string): boolean => /^127\./.test(address) || address === '::1';
