/** Neither discovery name got any answer: nothing is known about the records themselves. */
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { troubleInWords } from './reading/resolvers.js';

export const dnsResolverNoAnswer = defineAudit('dns-resolver-no-answer', 'dns', ({ names, ownSides, session }) => {
  const asked = [names.internal, names.external].filter((name) => name.asked);
  if (asked.length === 0) return notApplicable('No discovery name was looked up.');
  const silent = asked.filter((name) => name.unanswered);
  const needed = ownSides.some((side) => names[side].unanswered);
  if (!needed || asked.some((name) => name.found)) return passed;
  const resolver = silent.flatMap((name) => name.lookups).find((lookup) => lookup.resolver !== undefined)?.resolver;
  const lookups = silent.flatMap((name) => name.lookups);
  const telling = lookups.find(({ rcode }) => rcode !== undefined) ?? lookups[0];
  const cause = causeOf(telling?.rcode);
  return failing([
    finding('dns-resolver-no-answer', 'error', {
      seen: `Asked ${resolver ?? session.target.resolver ?? 'the resolver of this computer'} for ${silent.map((name) => name.name).join(' and ')}. ${telling === undefined ? 'No answer came' : `It ${troubleInWords(telling)}`}.`,
      ...(cause === undefined ? {} : { cause }),
      evidence: lookups.map(onLookup),
    }),
  ]);
});

/** An answer that says no is about the zone or this computer; silence is about the way there. */
function causeOf(rcode: string | undefined): string | undefined {
  switch (rcode) {
    case 'SERVFAIL':
      return 'The resolver itself can be reached. It gets no usable answer from the servers of the zone: they are down or not reachable for it, or their answers are not signed as the zone promises (DNSSEC).';
    case 'REFUSED':
      return 'The resolver itself can be reached. It does not serve this computer, or not this zone.';
    default:
      return undefined;
  }
}
