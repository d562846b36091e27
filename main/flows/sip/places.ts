/**
 * Where to register: what the documents name for this place, else what DNS names, in the order of the clients.
 * docs/protocol/sip.md, step 1. [MS-OCDISCWS 2.2.5.5; "DNS requirements for automatic client sign-in"]
 */
import { failed } from '../../../shared/failure.js';
import { pickSipServers, type AutodiscoverDocument, type SipServer } from '../../../shared/protocol/autodiscover.js';
import type { Side, Target } from '../../../shared/session/model.js';
import type { RandomSource, SipLearned, SipPlace, StepHandle } from '../../engine/api.js';
import { deferred, together } from '../context.js';
import { inSrvOrder, parseSrv } from './srvOrder.js';

/** One place to try, and who named it. */
export interface Candidate {
  readonly place: SipPlace;
  readonly side: Side;
  readonly learned: SipLearned;
}

/** What discovery tells of registrars while it goes on. */
export class RegistrarPlaces {
  private readonly known = deferred<void>();
  private user: AutodiscoverDocument | undefined;
  private domain: AutodiscoverDocument | undefined;

  /** @param signsIn a user document may come, so the domain document is not enough */
  constructor(private readonly signsIn: boolean) {}

  /** A document that came over validated TLS. */
  learn(document: AutodiscoverDocument): void {
    if (document.sipServers.length === 0) return;
    if (document.kind === 'user') this.user ??= document;
    if (document.kind === 'domain') this.domain ??= document;
    if (this.user !== undefined || (!this.signsIn && this.domain !== undefined)) this.known.resolve();
  }

  /** Nothing more will be learned. */
  close(): void {
    this.known.resolve();
  }

  /** The best document there is, once it is clear that no better one comes. */
  async document(): Promise<AutodiscoverDocument | undefined> {
    await this.known.promise;
    return this.user ?? this.domain;
  }
}

/** Most places that are tried one after the other. */
const most = 6;

/**
 * The places in the order they are tried. Records them as facts.
 * @throws FailureError lookup/no_address when there is none
 */
export async function locate(
  step: StepHandle,
  document: AutodiscoverDocument | undefined,
  random: RandomSource,
): Promise<readonly Candidate[]> {
  const { target } = step;
  const found = await candidates(step, document, random);
  const unique = found.filter(
    ({ place }, index) => found.findIndex((other) => textOf(other.place) === textOf(place)) === index,
  );
  for (const { place, learned } of unique) step.fact('sip-candidate', `${textOf(place)} ${learned.field}`);
  const [first] = unique;
  if (first === undefined) {
    step.meaning(
      'Neither Autodiscover nor DNS names a server to register at. Desktop clients and phones cannot sign in.',
    );
    throw failed('lookup', 'no_address', `No registrar is named for ${target.domain}.`);
  }
  step.value(textOf(first.place));
  step.meaning(meaningOf(first, document));
  return unique.slice(0, most);
}

async function candidates(
  step: StepHandle,
  document: AutodiscoverDocument | undefined,
  random: RandomSource,
): Promise<readonly Candidate[]> {
  const { target } = step;
  if (target.sipServer !== undefined) return [typed(target.sipServer, target)];
  const named = document === undefined ? [] : inDocument(document, target);
  if (named.length > 0) return named;
  if (document !== undefined) step.fact('note', 'the documents name no registrar for this place; DNS is asked');
  return fromDns(step, random);
}

function typed(text: string, { location }: Target): Candidate {
  const at = text.lastIndexOf(':');
  const host = text.slice(0, at).replace(/^\[|\]$/g, '');
  const learned: SipLearned = { field: 'as typed', from: 'you', secure: true, typed: true };
  return { place: { host, port: Number(text.slice(at + 1)) }, side: sideAt(location), learned };
}

function inDocument(document: AutodiscoverDocument, { location }: Target): readonly Candidate[] {
  // The online service sees everybody outside, whatever network they sit in.
  const isOnline = document.sipServers.some(({ name, host }) => /external/i.test(name) && isOnlineHost(host));
  const place = location === 'inside' && !isOnline ? 'internal' : location === 'unknown' ? undefined : 'external';
  const servers: readonly SipServer[] =
    place === undefined
      ? pickSipServers(document)
      : document.sipServers.filter(({ name }) => name.toLowerCase() === `sipclient${place}access`);
  return servers
    .filter(({ host }) => host !== '')
    .map(({ name, host, port }): Candidate => {
      const side: Side = /internal/i.test(name) ? 'internal' : 'external';
      const from = `the ${document.kind} document`;
      return {
        place: { host, port: port ?? (side === 'internal' ? 5061 : 443) },
        side,
        learned: { field: `${name} of ${from}`, from, secure: true },
      };
    });
}

const services = [
  ['_sipinternaltls._tcp', 'internal'],
  ['_sip._tls', 'external'],
] as const;

/**
 * SRV records first, by priority and weight, then fixed names. The records for SIP without TLS are left out: no
 * password goes there.
 */
async function fromDns(step: StepHandle, random: RandomSource): Promise<readonly Candidate[]> {
  const { domain, location } = step.target;
  const named = await together(
    services.map(async ([service, side]) => {
      const name = `${service}.${domain}`;
      const { answers } = await step.lookup(name, 'SRV');
      return { name, side, found: answers.flatMap(({ type, data }) => (type === 'SRV' ? (parseSrv(data) ?? []) : [])) };
    }),
  );
  const records = named.flatMap(({ name, side, found }): readonly Candidate[] => {
    const learned: SipLearned = { field: `SRV ${name}`, from: 'DNS', secure: false };
    return inSrvOrder(found, random).map(({ place }) => ({ place, side, learned }));
  });
  const names: readonly (readonly [name: string, port: number, side: Side])[] = [
    [`sipinternal.${domain}`, 5061, 'internal'],
    [`sip.${domain}`, location === 'inside' ? 5061 : 443, sideAt(location)],
    [`sipexternal.${domain}`, 443, 'external'],
  ];
  const hosts = await together(
    names.map(async ([host, port, side]): Promise<readonly Candidate[]> => {
      const { addresses } = await step.locate(host, port);
      const learned: SipLearned = { field: `the name ${host}`, from: 'DNS', secure: false };
      return addresses.length === 0 ? [] : [{ place: { host, port }, side, learned }];
    }),
  );
  return [...records, ...hosts.flat()].filter(({ side }) => fits(side, location));
}

const isOnlineHost = (host: string): boolean => /(^|\.)lync\.com$/i.test(host);

const sideAt = (location: Target['location']): Side => (location === 'inside' ? 'internal' : 'external');

function fits(side: Side, location: Target['location']): boolean {
  return location === 'unknown' || sideAt(location) === side;
}

/** host:port */
export function textOf({ host, port }: SipPlace): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`.toLowerCase();
}

function meaningOf({ place, learned }: Candidate, document: AutodiscoverDocument | undefined): string {
  const where = textOf(place);
  if (learned.typed === true) return `You named ${where}; nothing else is tried.`;
  if (learned.from !== 'DNS') return `Autodiscover sends clients at this place to ${where}.`;
  const why =
    document === undefined ? 'Autodiscover gave no document with addresses' : 'Autodiscover names none for this place';
  return `${why}, so the names in DNS decide: ${where} comes first (${learned.field}).`;
}
