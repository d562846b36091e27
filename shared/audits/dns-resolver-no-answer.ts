/** Neither discovery name got any answer: nothing is known about the records themselves. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onLookup } from './reading/evidence.js';

export const dnsResolverNoAnswer = defineAudit('dns-resolver-no-answer', 'dns', ({ names, ownSides, session }) => {
  const asked = [names.internal, names.external].filter((name) => name.asked);
  if (asked.length === 0) return notApplicable('No discovery name was looked up.');
  const silent = asked.filter((name) => name.unanswered);
  const needed = ownSides.some((side) => names[side].unanswered);
  if (!needed || asked.some((name) => name.found)) return passed;
  const resolver = silent.flatMap((name) => name.lookups).find((lookup) => lookup.resolver !== undefined)?.resolver;
  const lookups = silent.flatMap((name) => name.lookups);
  const words = lookups.find((lookup) => lookup.failure !== undefined)?.failure?.message;
  return failing([
    finding('dns-resolver-no-answer', 'error', {
      seen: `Asked ${resolver ?? session.target.resolver ?? 'the resolver of this computer'} for ${silent.map((name) => name.name).join(' and ')}. ${words ?? 'No answer came.'}`,
      evidence: lookups.map(onLookup),
    }),
  ]);
});
