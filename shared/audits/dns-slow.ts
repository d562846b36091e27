/** The resolver answers, and takes its time. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { isTrouble, resolverOf } from './reading/resolvers.js';

/** A client asks a dozen names one after the other; from here on people notice. */
const slowMs = 2000;
/** And from here on it is more than a busy moment of this computer. */
const verySlowMs = 4000;

export const dnsSlow = defineAudit('dns-slow', 'dns', (survey) => {
  const asked = Object.values(survey.names).flatMap(({ lookups }) => lookups);
  const answered = asked.filter((lookup) => lookup.via === 'wire' && !isTrouble(lookup));
  if (answered.length === 0) return notApplicable('No discovery name got an answer.');
  const took = (lookup: (typeof answered)[number]): number => (lookup.endedMs ?? lookup.startedMs) - lookup.startedMs;
  const slow = answered.filter((lookup) => took(lookup) >= slowMs);
  const [first] = slow;
  if (first === undefined) return passed;
  const longest = Math.max(...slow.map(took));
  return failing([
    finding('dns-slow', longest >= verySlowMs ? 'warning' : 'info', {
      seen: `Asked ${resolverOf(first)} for ${first.query.name}. The answer took ${(longest / 1000).toFixed(1)} seconds.`,
      evidence: slow.map(onLookup),
    }),
  ]);
});
