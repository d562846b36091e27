/**
 * The names of a sign-in domain, raw and as programs see them. docs/protocol/discovery.md, steps 1 and 2.
 * [Lync Server 2013, "Determine DNS requirements"; RFC 1034, RFC 2782]
 */
import { failed, FailureError } from '../../shared/failure.js';
import { needsOf } from '../../shared/clients/needs.js';
import type { Lookup, Side } from '../../shared/session/model.js';
import type { StepHandle } from '../engine/api.js';
import { deferred, together, type Walk } from './context.js';

/** Whether a discovery name leads anywhere. */
export interface NameAnswer {
  readonly name: string;
  readonly hasAddress: boolean;
}

/** The discovery name of each side. */
export const discoveryNames: Readonly<Record<Side, string>> = {
  internal: 'lyncdiscoverinternal',
  external: 'lyncdiscover',
};

const srvNames = [
  { name: '_sipinternaltls._tcp', use: 'Inside, clients sign in over SIP with TLS here.' },
  { name: '_sipinternal._tcp', use: 'Inside, clients may sign in over SIP without TLS here.' },
  { name: '_sip._tls', use: 'Outside, desktop clients sign in over SIP here.' },
  {
    name: '_sipfederationtls._tcp',
    use: 'Other organisations and the push service of mobile apps find this one here.',
  },
] as const;

const sipNames = [
  { name: 'sipinternal', use: 'Old clients try this name inside.' },
  { name: 'sip', use: 'Old clients try this name inside and outside.' },
  { name: 'sipexternal', use: 'Old clients try this name outside.' },
] as const;

export interface DnsAnswers {
  /** Each as soon as it is known; the root of that side does not wait for the rest. */
  readonly names: Readonly<Record<Side, Promise<NameAnswer>>>;
  readonly done: Promise<unknown>;
}

/** Asks for all names at once: DNS orders nothing here, and each question costs one round trip. */
export function lookUpNames({ run, target }: Walk): DnsAnswers {
  const internal = deferred<NameAnswer>();
  const external = deferred<NameAnswer>();
  const isManual = target.discoveryUrls.length > 0;
  const { discovery } = needsOf(target.client);
  const done = run.root.attempt(
    { kind: 'dns', title: `Look up the names of ${target.domain}`, spec: { doc: 'RFC 1034', section: '3.7' } },
    async (step) => {
      const named = (['internal', 'external'] as const).map(async (side) => {
        const name = `${discoveryNames[side]}.${target.domain}`;
        const spec = { kind: 'dns.discovery-name', side, title: `Look up ${name}` } as const;
        const answered = side === 'internal' ? internal : external;
        if (isManual || !discovery) {
          step.skip(spec, isManual ? 'a discovery address was given' : 'this client does not ask for it');
          answered.resolve({ name, hasAddress: false });
          return false;
        }
        const attempt = await step.attempt(spec, (asking) => lookUpDiscoveryName(asking, name, side));
        answered.resolve({ name, hasAddress: attempt.ok });
        return attempt.ok;
      });
      const services = srvNames.map(({ name, use }) => {
        const full = `${name}.${target.domain}`;
        return step.attempt({ kind: 'dns.srv', title: `Look up ${full} (SRV)` }, (asking) =>
          lookUpService(asking, full, use),
        );
      });
      const hosts = sipNames.map(({ name, use }) => {
        const full = `${name}.${target.domain}`;
        return step.attempt({ kind: 'dns.sip-name', title: `Look up ${full}` }, (asking) =>
          lookUpHost(asking, full, use),
        );
      });
      const [found] = await together([together(named), together(services), together(hosts)]);
      if (isManual) {
        step.meaning(
          'The discovery address was typed, so the discovery names are not needed. The names for SIP are recorded for later.',
        );
        return;
      }
      if (!discovery) {
        step.meaning('This client goes by the names for SIP alone.');
        return;
      }
      const leading = (['internal', 'external'] as const)
        .filter((_, index) => found[index] === true)
        .map((side) => discoveryNames[side]);
      step.value(leading.join(', '));
      if (leading.length > 0) step.meaning(`Discovery can begin at ${leading.join(' and ')}.`);
      else {
        step.meaning('Neither discovery name leads anywhere. Clients cannot find the server by themselves.');
        throw failed(
          'lookup',
          'no_address',
          `Neither lyncdiscoverinternal.${target.domain} nor lyncdiscover.${target.domain} has an address.`,
        );
      }
    },
  );
  // Cancelled in the middle, nobody gets an answer any more.
  const otherwise = (side: Side): NameAnswer => ({
    name: `${discoveryNames[side]}.${target.domain}`,
    hasAddress: false,
  });
  const settled = done.finally(() => {
    internal.resolve(otherwise('internal'));
    external.resolve(otherwise('external'));
  });
  settled.catch(() => undefined); // `done` carries it
  return { names: { internal: internal.promise, external: external.promise }, done };
}

/** A, AAAA and the CNAME chain; the system's view beside it where connections go by that. */
export async function lookUpDiscoveryName(step: StepHandle, name: string, side: Side): Promise<void> {
  const [a, aaaa, system] = await together([
    step.lookup(name, 'A'),
    step.lookup(name, 'AAAA'),
    step.target.resolver === undefined ? step.systemLookup(name) : Promise.resolve(undefined),
  ]);
  const raw = [...addressesOf(a), ...addressesOf(aaaa)];
  const seen = system === undefined ? raw : addressesOf(system);
  if (system !== undefined) noteDifference(step, raw, seen);
  const first = seen[0] ?? raw[0];
  step.value(first ?? emptyAnswer(a));
  if (first === undefined) {
    step.meaning(meaningOfNoAddress(a, side));
    throw (
      failureOf(a) ?? failureOf(aaaa) ?? failed('lookup', 'no_address', `${name} was looked up; no address came back.`)
    );
  }
  const target = a.answers.find(({ type }) => type === 'CNAME')?.data;
  step.meaning(
    `Clients ${side === 'internal' ? 'inside' : 'outside'} would ask ${first}${
      target === undefined ? '' : `, through the alias ${target}`
    }.${side === 'internal' ? ' Where both discovery names answer, this one wins.' : ''}`,
  );
}

/** SRV records: whether they are there is recorded; that one is missing stops nothing here. */
async function lookUpService(step: StepHandle, name: string, use: string): Promise<void> {
  const lookup = await step.lookup(name, 'SRV');
  const records = lookup.answers.filter(({ type }) => type === 'SRV').map(({ data }) => data);
  endOptional(step, lookup, records.map(serverOfSrv), use);
}

async function lookUpHost(step: StepHandle, name: string, use: string): Promise<void> {
  const lookup = await step.lookup(name, 'A');
  endOptional(step, lookup, addressesOf(lookup), use);
}

function endOptional(step: StepHandle, lookup: Lookup, found: readonly string[], use: string): void {
  step.value(found[0] ?? emptyAnswer(lookup));
  if (found.length > 0) {
    step.meaning(use);
    return;
  }
  if (isTrouble(lookup)) {
    step.meaning('The resolver gave no usable answer, so nothing can be said about this name.');
    throw (
      failureOf(lookup) ?? failed('lookup', 'unknown', `${lookup.query.name} was looked up; no usable answer came.`)
    );
  }
  step.meaning(`There is no such record here. Its purpose: ${use.charAt(0).toLowerCase()}${use.slice(1)}`);
}

/** "0 0 443 sip.contoso.com" as "sip.contoso.com:443". */
function serverOfSrv(data: string): string {
  const [, , port, target] = data.split(/\s+/);
  return target === undefined || port === undefined ? data : `${target.replace(/\.$/, '')}:${port}`;
}

function addressesOf(lookup: Lookup): readonly string[] {
  return lookup.answers.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data);
}

function emptyAnswer(lookup: Lookup): string {
  return lookup.rcode !== undefined && lookup.rcode !== 'NOERROR'
    ? lookup.rcode
    : (lookup.failure?.code ?? 'no records');
}

/** The resolver did not do its work, as against: it said that there is nothing. */
function isTrouble({ failure, rcode }: Lookup): boolean {
  if (rcode === 'NXDOMAIN' || rcode === 'NOERROR') return false;
  return failure !== undefined && !['name_not_found', 'no_records', 'no_address'].includes(failure.code);
}

function failureOf(lookup: Lookup): FailureError | undefined {
  return lookup.failure === undefined ? undefined : new FailureError(lookup.failure);
}

function meaningOfNoAddress(lookup: Lookup, side: Side): string {
  if (isTrouble(lookup)) return 'The resolver gave no usable answer, so nothing can be said about this name.';
  return side === 'internal'
    ? 'There is no such name here. Outside the company network that is as it should be; clients go on with lyncdiscover.'
    : 'There is no such name here. Clients outside cannot find their server without it.';
}

function noteDifference(step: StepHandle, raw: readonly string[], system: readonly string[]): void {
  const same = system.length > 0 === raw.length > 0 && system.every((address) => raw.includes(address));
  if (same) return;
  const list = (addresses: readonly string[]): string => (addresses.length === 0 ? 'none' : addresses.join(', '));
  step.fact('address-difference', `system: ${list(system)}; DNS: ${list(raw)}`);
}
