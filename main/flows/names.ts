/**
 * The names of the sign-in domain, asked of several resolvers beside the sign-in: the one in use, the zone's own
 * servers, and a public one where the user allows it. docs/protocol/discovery.md, "Resolvers compared".
 * [RFC 1034, RFC 1035, RFC 4592, RFC 7766]
 */
import { failed, FailureError } from '../../shared/failure.js';
import type { Lookup } from '../../shared/session/model.js';
import type { NameServer, StepHandle } from '../engine/api.js';
import { deferred, together, type Walk } from './context.js';
import {
  allQuestions,
  Asking,
  dataOf,
  fewQuestions,
  furtherQuestions,
  isTrouble,
  serviceQuestions,
  type NameQuestion,
} from './namesQuestions.js';
import { findZone } from './namesZone.js';

/** Servers named by SRV records whose addresses are asked for. */
const mostTargets = 4;

/**
 * Compares what the resolvers say. Nothing waits for it but the end of the walk, and that not for long.
 * Never throws for network trouble; only cancellation and bugs are thrown.
 */
export async function compareNames({ run, target, endpoints }: Walk): Promise<void> {
  if (target.dnsDepth !== 'full') return;
  await run.root.attempt({ kind: 'names', title: 'Compare what the resolvers say' }, async (step) => {
    const { inUse, public: open } = step.nameServers;
    const [resolver, ...others] = inUse;
    if (resolver === undefined) throw failed('lookup', 'unknown', 'The system names no resolver to ask.');
    const asking = new Asking(step, endpoints.closed);
    const label = Array.from(run.random.bytes(8), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const made: NameQuestion = { name: `x${label}.${target.domain}`, type: 'A' };

    // 1. The zone and its servers; a public resolver meanwhile.
    const elsewhere = [...others, ...(open === undefined ? [] : [open])].map((server) =>
      askServer(step, server, (at) => asking.askAll(at, server, allQuestions(target.domain))),
    );
    const zone = findZone(step, asking, resolver).catch(unlessCancelled);
    // 2. What the walk does not ask of its own resolver. 3. The zone's servers. 4. A name that nobody made.
    const own = askServer(step, resolver, async (at) => {
      const name = (await zone)?.name ?? target.domain;
      const further = furtherQuestions(target.domain, target.discoveryUrls.length > 0);
      const [tcp, answers] = await together([
        asking.ask(at, resolver, { name, type: 'SOA' }, 'tcp'),
        asking.askAll(at, resolver, further),
      ]);
      return [tcp, ...answers, ...(await askForTargets(at, asking, resolver))];
    });
    const beyond = zone.then(async (found) => {
      const servers = found?.servers ?? [];
      await together([
        askZoneServers(step, asking, found?.name ?? target.domain, servers),
        askForWildcard(step, asking, made, [resolver, ...servers.slice(0, 1), ...(open === undefined ? [] : [open])]),
      ]);
      return servers;
    });
    const [servers] = await together([beyond, own, ...elsewhere]);
    const count = inUse.length + servers.length + (open === undefined ? 0 : 1);
    step.value(`${count} ${count === 1 ? 'resolver' : 'resolvers'}`);
    step.meaning(
      servers.length > 0
        ? 'What the resolver in use says can be held against what the servers of the zone say themselves.'
        : 'Only the resolver in use could be asked, so there is nothing to hold its answers against.',
    );
  });
}

/** The first server that answers is asked for everything, the others for enough to see whether they agree. */
async function askZoneServers(
  parent: StepHandle,
  asking: Asking,
  zone: string,
  servers: readonly NameServer[],
): Promise<void> {
  const alive = servers.map(() => deferred<boolean>());
  await together(
    servers.map(async (server, index) => {
      const asked = askServer(parent, server, async (step) => {
        const soa = await asking.ask(step, server, { name: zone, type: 'SOA' });
        const answers = !isTrouble(soa);
        alive[index]?.resolve(answers);
        if (!answers && soa.failure !== undefined) throw new FailureError(soa.failure);
        const earlier = await together(alive.slice(0, index).map(({ promise }) => promise));
        const { domain } = parent.target;
        const questions = earlier.includes(true)
          ? fewQuestions(domain)
          : [[{ name: zone, type: 'NS' } as const], ...allQuestions(domain)];
        const [tcp, rest] = await together([
          asking.ask(step, server, { name: zone, type: 'SOA' }, 'tcp'),
          asking.askAll(step, server, questions),
        ]);
        return [tcp, ...rest];
      });
      // However it ended, the others must not wait for word of it. Where it was already said, this changes nothing.
      await asked.finally(() => alive[index]?.resolve(false));
    }),
  );
}

/** One resolver's step. A server that answers nothing is asked no more. */
async function askServer(
  parent: StepHandle,
  server: NameServer,
  ask: (step: StepHandle) => Promise<readonly Lookup[]>,
): Promise<void> {
  await parent.attempt({ kind: 'dns.resolver', title: `Ask ${nameOf(server)}` }, async (step) => {
    step.fact('name-server', `${server.name ?? server.kind} ${server.address}`);
    const answers = await ask(step);
    const silent = answers.filter(isTrouble);
    const [first] = silent;
    if (first?.failure !== undefined && silent.length === answers.length) throw new FailureError(first.failure);
    const tcp = answers.find(({ transport, query }) => transport === 'tcp' && query.type === 'SOA');
    step.value(`${answers.length} answers`);
    step.meaning(meaningOf(answers.length, silent.length, tcp));
  });
}

/** Addresses of the servers that SRV records name; those under the names that are asked anyway are known. */
async function askForTargets(step: StepHandle, asking: Asking, resolver: NameServer): Promise<readonly Lookup[]> {
  const { domain } = step.target;
  const services = await asking.askAll(step, resolver, serviceQuestions(domain));
  const named = services.flatMap((lookup) => dataOf(lookup, 'SRV').map((data) => data.split(' ')[3] ?? '.'));
  const asked = new Set([domain, `sip.${domain}`, `sipinternal.${domain}`, `sipexternal.${domain}`, '.', '']);
  const targets = [...new Set(named.map((name) => name.toLowerCase().replace(/\.$/, '')))]
    .filter((name) => !asked.has(name))
    .slice(0, mostTargets);
  const found = await asking.askAll(
    step,
    resolver,
    targets.map((name) => [
      { name, type: 'A' },
      { name, type: 'AAAA' },
    ]),
  );
  return [...services, ...found];
}

function nameOf({ kind, name, address }: NameServer): string {
  switch (kind) {
    case 'given':
      return `the resolver that was given, ${address}`;
    case 'system':
      return `the resolver of the system, ${address}`;
    case 'authoritative':
      return `${name ?? 'a server'} (${address}), a server of the zone`;
    case 'public':
      return `the public resolver ${address}`;
  }
}

function meaningOf(all: number, silent: number, tcp: Lookup | undefined): string {
  const answered = silent === 0 ? 'It answered every question.' : `${silent} of ${all} questions got no usable answer.`;
  if (tcp === undefined) return answered;
  return `${answered} ${isTrouble(tcp) ? 'Over TCP it does not answer.' : 'It answers over TCP, too, as long answers need.'}`;
}

/** Where a name exists that nobody made, that another name exists proves nothing (RFC 4592). */
async function askForWildcard(
  parent: StepHandle,
  asking: Asking,
  made: NameQuestion,
  servers: readonly NameServer[],
): Promise<void> {
  const spec = {
    kind: 'dns.wildcard',
    title: 'Look up a name that nobody made',
    spec: { doc: 'RFC 4592', section: '2.1' },
  } as const;
  await parent.attempt(spec, async (step) => {
    const answers = await together(servers.map((server) => asking.ask(step, server, made)));
    const [first] = answers.filter((lookup) => !isTrouble(lookup));
    if (first === undefined) throw failed('lookup', 'unknown', 'No resolver gave a usable answer.');
    const address = answers.flatMap((lookup) => [...dataOf(lookup, 'A'), ...dataOf(lookup, 'CNAME')])[0];
    step.value(address ?? first.rcode ?? 'no records');
    step.meaning(
      address === undefined
        ? 'It does not exist. So a name that does was made by somebody.'
        : 'It exists all the same: a wildcard record answers for every name. That a name has an address proves nothing here.',
    );
  });
}

/** What was found, or nothing: the step says why. */
function unlessCancelled(error: unknown): undefined {
  if (!(error instanceof FailureError) || error.failure.code === 'cancelled') throw error;
  return undefined;
}
