/** Where the zone of a domain begins, and which servers it names as its own. [RFC 1034, sections 4.2 and 5.3.3] */
import { failed, FailureError } from '../../shared/failure.js';
import type { NameServer, StepHandle } from '../engine/api.js';
import { together } from './context.js';
import { dataOf, isTrouble, type Asking } from './namesQuestions.js';

/** Servers of a zone that are asked. */
const mostServers = 4;
/** Labels taken away at most before the zone must have been found. */
const mostLevels = 4;

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
    const labels = domain.split('.');
    // A top-level domain is nobody's sign-in domain.
    for (let level = 0; level < mostLevels && labels.length - level >= 2; level += 1) {
      const name = labels.slice(level).join('.');
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
    step.meaning('No zone was found, so nobody can be asked who keeps these records.');
    throw failed('lookup', 'no_records', `Neither ${domain} nor a domain above it names servers of its own here.`);
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
