/** The resolver in use says something else than the zone's own servers, in a way that time mends. */
import { isPrivateAddress } from './reading/addresses.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { resolverOf, timeInWords } from './reading/resolvers.js';
import { differencesOf, type Difference } from './reading/differences.js';
import { reachedGoal } from './reading/goal.js';

export const dnsStaleAnswer = defineAudit('dns-stale-answer', 'dns', (survey) => {
  const { compared, differences } = differencesOf(survey, 'authoritative');
  if (compared === 0) return notApplicable('The servers of the zone were not asked.');
  const stale = differences.filter(isOfOneKind);
  const [first] = stale;
  if (first === undefined) return failing([]);
  const longest = Math.max(...stale.map(({ own }) => own.ttlSeconds));
  const wait = longest > 0 ? ` What the resolver keeps is gone after ${timeInWords(longest)} at the latest.` : '';
  return failing([
    finding('dns-stale-answer', reachedGoal(survey) ? 'warning' : 'error', {
      title: `${list(stale.map(({ name }) => name))}: the resolver says something else than the zone's own server`,
      seen: `Asked ${resolverOf(first.own.lookup)} for ${first.name} (${first.type}): ${words(first.own.data)}. Asked ${resolverOf(first.other.lookup)}, a server of the zone: ${words(first.other.data)}.${wait}`,
      evidence: stale.flatMap(({ own, other }) => [onLookup(own.lookup), onLookup(other.lookup)]),
    }),
  ]);
});

/**
 * Private addresses here and public ones there are two views, made on purpose; so is a name that the own resolver knows
 * alone. What is left is one view at two times.
 */
function isOfOneKind({ own, other, type }: Difference): boolean {
  if (other.data.length === 0) return false;
  if (own.data.length === 0 || type === 'SRV') return true;
  const isPrivate = ({ data }: Difference['own']): boolean => data.some(isPrivateAddress);
  return isPrivate(own) === isPrivate(other);
}

const words = (data: readonly string[]): string => (data.length === 0 ? 'there is nothing' : data.join(', '));
