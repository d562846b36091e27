/**
 * Every TLS endpoint the walk learned of, looked at one by one beside the sign-in: reachability, versions, the chain as
 * sent, with and without the host's name. [RFC 8446, RFC 5246, RFC 6066]
 */
import { FailureError } from '../../shared/failure.js';
import { urlHostPort, type LearnedEndpoint } from './endpointList.js';
import type { EndpointList } from './endpointList.js';
import type { Connection } from '../../shared/session/model.js';
import type { HelloAnswer, StepHandle } from '../engine/api.js';
import { Certificates } from './certificateChecks.js';
import { together, type Walk } from './context.js';

/** Endpoints that are looked at side by side, so that the sign-in does not wait for its packets. */
const atOnce = 3;
/** After the sign-in has ended, no new endpoint is begun for longer than this, ms. */
const budgetMs = 15_000;
/** Addresses of one endpoint that are tried. */
const mostAddresses = 4;

const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

/**
 * Looks at each endpoint of `list` as it is learned, until the list is closed and empty.
 * Never throws for network trouble; only cancellation and bugs are thrown.
 */
export async function lookAtEndpoints(
  { run, target }: Pick<Walk, 'run' | 'target'>,
  list: EndpointList,
): Promise<void> {
  if (target.endpoints !== 'learned') return;
  await run.root.attempt({ kind: 'endpoints', title: 'Look at every TLS endpoint' }, async (step) => {
    const certificates = new Certificates();
    const probed = new Set<string>();
    const looked = new Set<string>();
    let failures = 0;
    let deadline = Infinity;
    void list.closed.then(() => (deadline = run.now() + budgetMs));
    const work = async (): Promise<void> => {
      for (let next = await list.next(); next !== undefined; next = await list.next()) {
        const endpoint = next;
        const spec = { kind: 'tls.endpoint', side: endpoint.side, title: `Look at ${urlHostPort(endpoint)}` } as const;
        const elsewhere = reasonToSkip(endpoint, target.location);
        const reason = elsewhere ?? (run.now() > deadline ? 'the time for endpoints was up' : undefined);
        if (reason !== undefined) {
          step.skip(spec, reason);
          continue;
        }
        // Both sides may lead to one place.
        if (looked.has(urlHostPort(endpoint))) continue;
        looked.add(urlHostPort(endpoint));
        const attempt = await step.attempt(spec, (at) => lookAt(at, endpoint, certificates, probed));
        if (!attempt.ok) failures += 1;
      }
    };
    await together(Array.from({ length: atOnce }, work));
    const count = looked.size;
    step.value(`${count} ${count === 1 ? 'endpoint' : 'endpoints'}`);
    step.meaning(
      count === 0
        ? 'The walk learned of no TLS endpoint that can be reached from here.'
        : failures === 0
          ? 'Each of them completed a TLS handshake.'
          : `${failures} of them did not complete a TLS handshake.`,
    );
  });
}

function reasonToSkip({ side }: LearnedEndpoint, location: string): string | undefined {
  if (location === 'outside' && side === 'internal') return 'it is only for inside the company network';
  if (location === 'inside' && side === 'external') return 'it is for clients outside';
  return undefined;
}

async function lookAt(
  step: StepHandle,
  endpoint: LearnedEndpoint,
  certificates: Certificates,
  probed: Set<string>,
): Promise<void> {
  const { host, port, role, from } = endpoint;
  step.fact('endpoint', urlHostPort(endpoint));
  step.fact('endpoint-role', role);
  for (const source of from) step.fact('learned-from', source);
  const located = await step.locate(host, port);
  if (located.failure !== undefined) throw new FailureError(located.failure);
  // Through a proxy there is one way, whatever addresses the name has.
  const addresses = located.proxy === undefined ? located.addresses.slice(0, mostAddresses) : [undefined];
  const tried = await together(addresses.map((address) => shake(step, endpoint, address, true)));
  const good = tried.find(({ failure }) => failure === undefined);
  const standing = good ?? tried.find(({ connectedMs }) => connectedMs !== undefined);
  const [first] = tried;
  step.value(good?.tls?.protocol ?? first?.failure?.code ?? '');
  if (standing !== undefined) {
    const address = addresses[tried.indexOf(standing)];
    const place = `${address ?? host}:${located.port}`;
    const isNew = !probed.has(place);
    probed.add(place);
    await together([
      shakeWithoutName(step, endpoint, address, standing),
      isNew ? probe(step, endpoint, address) : Promise.resolve(),
      good === undefined ? Promise.resolve() : certificates.check(step, endpoint.side, good),
    ]);
  }
  if (good === undefined && first?.failure !== undefined) throw new FailureError(first.failure);
  step.meaning(meaningOf(tried));
}

function meaningOf(tried: readonly Connection[]): string {
  const good = tried.filter(({ failure }) => failure === undefined);
  const leaves = new Set(good.map(({ tls }) => tls?.chain[0]?.der));
  if (tried.length > 1 && good.length < tried.length) return `${good.length} of ${tried.length} addresses answer.`;
  if (leaves.size > 1) return 'Its addresses show different certificates.';
  return tried.length > 1 ? 'All its addresses answer alike.' : 'It answers.';
}

/** One handshake with one address. */
async function shake(
  step: StepHandle,
  { host, port, scheme, side }: LearnedEndpoint,
  address: string | undefined,
  sni: boolean,
): Promise<Connection> {
  const where = address === undefined ? host : address;
  const title = sni ? `Shake hands with ${where}` : `Shake hands with ${where} without naming the host`;
  const spec = { kind: 'tls.handshake', side, title, spec: { doc: 'RFC 6066', section: '3' } } as const;
  let made: Connection | undefined;
  const attempt = await step.attempt(spec, async (at) => {
    const { connection } = await at.visit({ host, port, scheme, sni, ...(address === undefined ? {} : { address }) });
    made = connection;
    const { tls, failure } = connection;
    at.value(failure?.code ?? tls?.protocol ?? '');
    // That a server wants the name is an answer; it is no trouble of ours.
    if (failure !== undefined && sni) throw new FailureError(failure);
    const subject = tls?.chain[0]?.fields?.subject;
    if (subject !== undefined) at.meaning(`It shows a certificate of ${subject}.`);
  });
  if (made === undefined) throw new FailureError(attempt.ok ? notVisited : attempt.failure);
  return made;
}

const notVisited = { operation: 'connect', code: 'unknown', message: 'There was no connection.' } as const;

/** Old desk phones send no server name: they get whatever the listener shows then. */
async function shakeWithoutName(
  step: StepHandle,
  endpoint: LearnedEndpoint,
  address: string | undefined,
  named: Connection,
): Promise<void> {
  const { tls, failure } = await shake(step, endpoint, address, false);
  const [mine, theirs] = [named.tls?.chain[0]?.der, tls?.chain[0]?.der];
  step.fact('without-sni', failure !== undefined ? 'refused' : mine === theirs ? 'same' : 'other');
}

/** Each version by a ClientHello that offers no other. */
async function probe(step: StepHandle, endpoint: LearnedEndpoint, address: string | undefined): Promise<void> {
  const { host, port, scheme, side } = endpoint;
  const spec = {
    kind: 'tls.probe',
    side,
    title: `Ask ${urlHostPort(endpoint)} for each version of TLS`,
    spec: { doc: 'RFC 8446', section: '4.2.1' },
  } as const;
  await step.attempt(spec, async (at) => {
    const answers = await together(
      versions.map(async (version) => {
        const where = { host, port, scheme, sni: true, version };
        const { connection, answer } = await at.visit(address === undefined ? where : { ...where, address });
        return { version, ...readAnswer(version, answer, connection) };
      }),
    );
    for (const { version, state, detail } of answers) at.fact('tls-version', `${version} ${state} ${detail}`);
    const offered = answers.filter(({ state }) => state === 'offered').map(({ version }) => version);
    at.value(offered.join(', '));
    at.meaning(
      offered.length === 0 ? 'None of the versions was accepted.' : `It offers ${offered.join(', ')} and no other.`,
    );
  });
}

function readAnswer(
  version: string,
  answer: HelloAnswer | undefined,
  { failure }: Connection,
): { readonly state: 'offered' | 'refused' | 'unknown'; readonly detail: string } {
  if (answer === undefined) {
    // Many servers hang up on a version they do not speak.
    const closed = failure?.code === 'connection_reset' || failure?.code === 'connection_closed';
    return { state: closed ? 'refused' : 'unknown', detail: failure?.code ?? 'unknown' };
  }
  switch (answer.kind) {
    case 'hello':
      return answer.version === version
        ? { state: 'offered', detail: `${answer.cipher}${answer.alpn === undefined ? '' : ` ${answer.alpn}`}` }
        : { state: 'refused', detail: `chose ${answer.version}` };
    case 'alert':
      return { state: 'refused', detail: `${answer.name} (${answer.code})` };
    case 'malformed':
      return { state: 'unknown', detail: 'malformed' };
  }
}
