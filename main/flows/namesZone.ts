/**
 * Where the zone of a domain begins, and which servers it names as its own. [RFC 1034, sections 4.2 and 5.3.3; RFC 9499,
 * "public suffix"]
 */
import { getDomain } from 'tldts';
import { failed, FailureError } from '../../shared/failure.js';
import type { NameServer, StepHandle } from '../engine/api.js';
import { together } from './context.js';
import { dataOf, isTrouble, type Asking } from './namesQuestions.js';

/** Servers of a zone that are asked. */
const mostServers = 4;
/** Labels taken away at most before the zone must have been found. */
const mostLevels = 4;

/**
 * The names that may be the zone of a sign-in domain, the domain itself first and its registrable domain last: above
 * that everything belongs to somebody else (a registry, a hosting company), who gets no internal names to see.
 */
export function zoneNames(domain: string): readonly string[] {
  const labels = domain.split('.');
  // Where the domain is a public suffix itself, nothing above it is the user's own.
  const own = getDomain(domain, { allowPrivateDomains: true, validateHostname: false })?.split('.').length;
  const above = Math.max(0, labels.length - (own ?? labels.length));
  return labels.slice(0, Math.min(above + 1, mostLevels)).map((_label, level) => labels.slice(level).join('.'));
}

export interface FoundZone {
  readonly name: string;
  readonly servers: readonly NameServer[];
}

/**
 * Asks for SOA and NS, from the sign-in domain upwards, and for the addresses of the servers named.
 * @throws FailureError when there is no such zone, or the resolver keeps silent
 */
export function findZone(parent: StepHandle, asking: Asking, resolver: NameServer): Promise<FoundZone> {
  const { domain } = parent.target;
  const spec = {
    kind: 'dns.zone',
    title: `Find the zone of ${domain} and its servers`,
    spec: { doc: 'RFC 1034', section: '4.2' },
  } as const;
  return parent.step(spec, async (step) => {
    // A top-level domain is nobody's sign-in domain.
    for (const name of zoneNames(domain).filter((each) => each.includes('.'))) {
      const [soa, ns] = await together([
        asking.ask(step, resolver, { name, type: 'SOA' }),
        asking.ask(step, resolver, { name, type: 'NS' }),
      ]);
      if (isTrouble(soa) && isTrouble(ns) && ns.failure !== undefined) throw new FailureError(ns.failure);
      const names = dataOf(ns, 'NS').slice(0, mostServers);
      if (names.length === 0) continue;
      step.fact('zone', name);
      const servers = await serversOf(step, asking, resolver, names);
      step.value(name);
      step.meaning(
        servers.length > 0
          ? `The records of ${domain} are kept in the zone ${name}; ${servers.length === 1 ? 'one of its servers is' : `${servers.length} of its servers are`} asked beside the resolver.`
          : `The records of ${domain} are kept in the zone ${name}. None of its servers can be asked from here.`,
      );
      return { name, servers };
    }
    step.meaning('No zone of this domain was found, so nobody can be asked who keeps these records.');
    throw failed('lookup', 'no_records', `Neither ${domain} nor a domain of its owner above it names servers here.`);
  });
}

async function serversOf(
  step: StepHandle,
  asking: Asking,
  resolver: NameServer,
  names: readonly string[],
): Promise<readonly NameServer[]> {
  const found = await together(
    names.map(async (name) => {
      const a = dataOf(await asking.ask(step, resolver, { name, type: 'A' }), 'A')[0];
      const address = a ?? dataOf(await asking.ask(step, resolver, { name, type: 'AAAA' }), 'AAAA')[0];
      if (address === undefined) return { name, reason: 'it has no address' };
      const server = step.nameServers.authoritative(name, address);
      return 'refused' in server ? { name, reason: server.refused } : { name, server };
    }),
  );
  for (const { name, server, reason } of found)
    step.fact('name-server', `${name} ${server?.address ?? `not asked: ${reason}`}`);
  return found.flatMap(({ server }) => server ?? []);
}
