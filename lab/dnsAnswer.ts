/** How a name server answers one question from its zones: RFC 1034 4.3.2, negative answers by RFC 2308. */
import type { Answer, RecordType } from 'dns-packet';
import type { Zone, ZoneRecord } from './dnsZones.js';

export type ResponseCode = 'NOERROR' | 'NXDOMAIN' | 'REFUSED' | 'NOTIMP' | 'SERVFAIL';

export interface Resolution {
  readonly code: ResponseCode;
  readonly authoritative: boolean;
  readonly answers: readonly Answer[];
  readonly authorities: readonly Answer[];
  readonly additionals: readonly Answer[];
}

const longestChain = 8;

/**
 * Answers a question (class IN) for a name in any case. Names in no zone are refused; a name that exists without
 * the asked type gets NOERROR and the SOA (NODATA), one that does not exist NXDOMAIN and the SOA.
 */
export function resolve(zones: readonly Zone[], name: string, type: RecordType | 'ANY'): Resolution {
  const answers: Answer[] = [];
  let authoritative = true;
  let owner = name;
  for (let hop = 0; hop < longestChain; hop += 1) {
    const zone = zoneOf(zones, owner);
    if (zone === undefined) return hop === 0 ? refused : found(answers, authoritative, []);
    authoritative &&= zone.authoritative;
    if (zone.unreachable === true) return { ...refused, code: 'SERVFAIL' };
    if (type === 'AXFR' || type === 'IXFR') return refused;
    const key = owner.toLowerCase();
    if (type === 'SOA' && key === zone.origin) return found([soaOf(zone, zone.soaTtl)], authoritative, []);
    const here = recordsAt(zone, key);
    const matching = here.filter((record) => type === 'ANY' || record.type === type);
    if (type === 'ANY' && key === zone.origin) answers.push(soaOf(zone, zone.soaTtl));
    answers.push(...matching.map((record) => toAnswer(record, owner)));
    if (matching.length > 0) return found(answers, authoritative, targetsOf(zone, matching));
    const alias = here.find((record) => record.type === 'CNAME');
    if (alias === undefined) {
      return { ...negative(zone, key, here.length > 0), authoritative, answers };
    }
    answers.push(toAnswer(alias, owner));
    owner = alias.data;
  }
  return found(answers, authoritative, []);
}

const refused: Resolution = { code: 'REFUSED', authoritative: false, answers: [], authorities: [], additionals: [] };

function found(answers: readonly Answer[], authoritative: boolean, additionals: readonly Answer[]): Resolution {
  return { code: 'NOERROR', authoritative, answers, authorities: [], additionals };
}

function negative(zone: Zone, key: string, hasRecords: boolean): Omit<Resolution, 'authoritative' | 'answers'> {
  // A name with others below it exists too (RFC 8020), e.g. _tcp.<domain>.
  const exists = hasRecords || key === zone.origin || zone.records.some((record) => record.owner.endsWith(`.${key}`));
  return {
    code: exists ? 'NOERROR' : 'NXDOMAIN',
    authorities: [soaOf(zone, Math.min(zone.soaTtl, zone.soa.minimum))],
    additionals: [],
  };
}

/** The records of a name; where it does not exist, those of the wildcard above it (RFC 4592). */
function recordsAt(zone: Zone, key: string): readonly ZoneRecord[] {
  const own = zone.records.filter((record) => record.owner === key);
  const exists = own.length > 0 || key === zone.origin || zone.records.some(({ owner }) => owner.endsWith(`.${key}`));
  return exists ? own : zone.records.filter((record) => isWildcardFor(zone, record, key));
}

/** The wildcard of the closest encloser, and no other. */
function isWildcardFor(zone: Zone, { owner }: ZoneRecord, key: string): boolean {
  if (!owner.startsWith('*.')) return false;
  for (let name = parentOf(key); name !== ''; name = parentOf(name)) {
    if (owner === `*.${name}`) return true;
    if (
      name === zone.origin ||
      zone.records.some((record) => record.owner === name || record.owner.endsWith(`.${name}`))
    )
      return false;
  }
  return false;
}

const parentOf = (name: string): string => name.slice(name.indexOf('.') + 1 || name.length);

/** The innermost zone a name belongs to. The root zone stands for `.internal` only: the rest of the world is refused. */
function zoneOf(zones: readonly Zone[], name: string): Zone | undefined {
  const key = name.toLowerCase();
  const holds = (zone: Zone): boolean =>
    zone.origin === ''
      ? key === 'internal' || key.endsWith('.internal')
      : key === zone.origin || key.endsWith(`.${zone.origin}`);
  return zones.filter(holds).sort((left, right) => right.origin.length - left.origin.length)[0];
}

/** Addresses of SRV and MX targets, which name servers add so that the client need not ask again. */
function targetsOf(zone: Zone, records: readonly ZoneRecord[]): Answer[] {
  return records
    .filter((record) => record.type === 'SRV' || record.type === 'MX' || record.type === 'NS')
    .flatMap((record) =>
      zone.records
        .filter((other) => other.type === 'A' && other.owner === record.data.toLowerCase())
        .map((other) => toAnswer(other, other.owner)),
    );
}

function soaOf(zone: Zone, ttl: number): Answer {
  return { type: 'SOA', name: zone.origin, ttl, class: 'IN', data: zone.soa };
}

/** The owner is spelled as the question spelled it: clients that vary the case compare it (0x20). */
function toAnswer(record: ZoneRecord, owner: string): Answer {
  const common = { name: owner, ttl: record.ttl, class: 'IN' } as const;
  switch (record.type) {
    case 'SRV':
      return { ...common, type: 'SRV', data: { priority: 0, weight: 0, port: record.port, target: record.data } };
    case 'MX':
      return { ...common, type: 'MX', data: { preference: record.preference, exchange: record.data } };
    case 'TXT':
      return { ...common, type: 'TXT', data: record.data };
    case 'A':
      return { ...common, type: 'A', data: record.data };
    case 'CNAME':
      return { ...common, type: 'CNAME', data: record.data };
    case 'NS':
      return { ...common, type: 'NS', data: record.data };
  }
}
