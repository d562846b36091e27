/** Neither discovery name got a usable answer: nothing is known about the records themselves. */
import type { Target } from '../session/model.js';
import { defineAudit, failing, finding, notApplicable, passed, type Seen } from './reading/define.js';
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
  return failing([
    finding('dns-resolver-no-answer', 'error', {
      ...wordsOf(telling?.rcode, session.target),
      seen: `Asked ${resolver ?? session.target.resolver ?? 'the resolver of this computer'} for ${silent.map((name) => name.name).join(' and ')}. ${telling === undefined ? 'No answer came' : `It ${troubleInWords(telling)}`}.`,
      evidence: lookups.map(onLookup),
    }),
  ]);
});

/** An answer that says no is about the zone or this computer; silence is about the way there. */
function wordsOf(rcode: string | undefined, { domain, meeting }: Target): Omit<Seen, 'seen' | 'evidence'> {
  const isGuest = meeting !== undefined;
  const command = 'Resolve-DnsName <sign-in domain> -Type SOA   # Windows PowerShell';
  switch (rcode) {
    case 'SERVFAIL':
      return {
        title: `The DNS resolver cannot find out about ${domain}`,
        cause:
          'The resolver itself can be reached. It gets no usable answer from the servers of the zone: they are down or not reachable for it, or their answers are not signed as the zone promises (DNSSEC).',
        fix: `The operator of the zone ${domain} checks its name servers and, where it is signed, its signatures. If another resolver finds the names, the operator of this one looks why it does not reach them.`,
        instead: {
          caller: `The names of ${isGuest ? "the organizer's" : "your company's"} servers cannot be looked up at the moment: nothing on your side is wrong as far as can be seen.`,
          commands: [command],
        },
      };
    case 'REFUSED':
      return {
        title: `The DNS resolver refuses questions about ${domain}`,
        cause: `That is an answer: the server is there, and has a rule against the question. Either it looks up only names of its own zones, and ${domain} is none of them, or it takes no questions from this computer. Whether the names exist stays open.`,
        fix: `Check first whether ${domain}, as ${isGuest ? 'named in the link' : 'typed'}, is right. Then walk again with a resolver that looks up any name, usually the one that the network hands out. If it is that one, its operator allows questions from this computer, or forwards those about ${domain}.`,
        instead: {
          caller: `Your computer's name server refuses to look up ${domain}: check ${isGuest ? 'the link' : 'the sign-in address'}, then tell your helpdesk.`,
          commands: [command, 'Get-DnsClientServerAddress   # on the client: which resolvers it is set to'],
        },
      };
    default:
      return {};
  }
}
