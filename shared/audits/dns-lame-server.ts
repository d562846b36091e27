/** A server that the zone names as its own does not answer for it, while another one does. */
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onLookup } from './reading/evidence.js';
import { isTrouble, lookupsOf, resolverOf, troubleInWords } from './reading/resolvers.js';

export const dnsLameServer = defineAudit('dns-lame-server', 'dns', (survey) => {
  const asked = lookupsOf(survey, 'authoritative').filter(
    ({ query, transport }) => query.type === 'SOA' && transport === 'udp',
  );
  if (asked.length === 0) return notApplicable('The servers of the zone were not asked.');
  const bad = asked.filter(isTrouble);
  const [first] = bad;
  if (first === undefined || bad.length === asked.length) return failing([]);
  // Silence may be a firewall here; an answer that says no is the server's own.
  const says = bad.some(({ rcode }) => rcode !== undefined);
  return failing([
    finding('dns-lame-server', says ? 'warning' : 'info', {
      title: `${list(bad.map((one) => serverName(survey.stepOf(one.stepId)?.facts, one)))} does not answer for the zone`,
      seen: bad.map((one) => `${serverName(survey.stepOf(one.stepId)?.facts, one)} ${troubleInWords(one)}.`).join(' '),
      evidence: [...bad, ...asked.filter((one) => !isTrouble(one)).slice(0, 1)].map(onLookup),
    }),
  ]);
});

function serverName(
  facts: readonly { readonly name: string; readonly value: string }[] | undefined,
  lookup: Parameters<typeof resolverOf>[0],
): string {
  return facts?.find(({ name }) => name === 'name-server')?.value.split(' ')[0] ?? resolverOf(lookup);
}
