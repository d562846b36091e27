/** The name lookups of one run: what was asked once is known to the connections that follow. */
import { isIP } from 'node:net';
import type { Failure } from '../../shared/failure.js';
import type { RecordType } from '../../shared/session/model.js';
import type { Endpoint } from './connectTo.js';
import { limits } from './limits.js';
import {
  addressesOf,
  systemLookup,
  systemResolvers,
  wireLookup,
  type LookupContext,
  type LookupRecord,
} from './lookup.js';

export interface Resolution {
  readonly addresses: readonly string[];
  readonly failure?: Failure;
}

type Note = (record: LookupRecord) => void;

export class Resolver {
  readonly #servers: readonly Endpoint[] | undefined;
  readonly #context: Omit<LookupContext, 'signal'>;
  readonly #known = new Map<string, Promise<LookupRecord>>();

  /** @param servers undefined: the system's, and connections then go by the system's own view of names */
  constructor(servers: readonly Endpoint[] | undefined, context: Omit<LookupContext, 'signal'>) {
    this.#servers = servers;
    this.#context = context;
  }

  /** Asks raw. Always a new question. */
  lookup(name: string, type: RecordType, signal: AbortSignal): Promise<LookupRecord> {
    const resolverKind = this.#servers === undefined ? 'system' : 'given';
    const asking = wireLookup(name, type, this.#servers ?? systemResolvers(), { ...this.#context, signal });
    return this.#keep(
      keyOf(type, name),
      asking.then((record) => ({ ...record, resolverKind })),
    );
  }

  /** Asks the operating system. Always a new question. */
  systemLookup(name: string, signal: AbortSignal): Promise<LookupRecord> {
    return this.#keep(keyOf('system', name), systemLookup(name, { ...this.#context, signal }));
  }

  /**
   * The addresses to connect to. Lookups made for it are noted; what this run has already asked is used.
   * Only a cancelled walk throws.
   */
  async addresses(host: string, signal: AbortSignal, note: Note): Promise<Resolution> {
    if (isIP(host.split('%')[0] ?? '') !== 0) return { addresses: [host] };
    if (this.#servers === undefined) {
      return resolutionOf([await this.#once(keyOf('system', host), () => this.systemLookup(host, signal), note)], host);
    }
    const ask = (type: 'A' | 'AAAA'): Promise<LookupRecord> =>
      this.#once(keyOf(type, host), () => this.lookup(host, type, signal), note);
    return resolutionOf(await bothFamilies(ask('A'), ask('AAAA')), host);
  }

  /** Names that exist no more or no server answered for are asked again. */
  #keep(key: string, work: Promise<LookupRecord>): Promise<LookupRecord> {
    this.#known.set(key, work);
    const forget = (): void => {
      if (this.#known.get(key) === work) this.#known.delete(key);
    };
    work.then(({ failure }) => {
      if (failure !== undefined && failure.code !== 'no_records' && failure.code !== 'name_not_found') forget();
    }, forget);
    return work;
  }

  #once(key: string, ask: () => Promise<LookupRecord>, note: Note): Promise<LookupRecord> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const work = ask();
    // A cancelled lookup has nothing to note.
    work.then(note, () => undefined);
    return work;
  }
}

const keyOf = (view: string, name: string): string => `${view} ${name.toLowerCase().replace(/\.$/, '')}`;

/** Both answers, or the first that has addresses when the other keeps it waiting (RFC 8305, section 3). */
async function bothFamilies(a: Promise<LookupRecord>, aaaa: Promise<LookupRecord>): Promise<readonly LookupRecord[]> {
  const both = Promise.all([aaaa, a]);
  const good = (work: Promise<LookupRecord>): Promise<LookupRecord> =>
    work.then((record) => (addressesOf(record).length > 0 ? record : Promise.reject(new Error('no address'))));
  const first = await Promise.any([good(a), good(aaaa)]).catch(() => undefined); // none: both say why
  if (first === undefined) return both;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly LookupRecord[]>((resolve) => {
    timer = setTimeout(() => resolve([first]), limits.familyDelayMs);
  });
  return Promise.race([both, late]).finally(() => clearTimeout(timer));
}

function resolutionOf(records: readonly LookupRecord[], host: string): Resolution {
  const addresses = [...new Set(records.flatMap(addressesOf))];
  if (addresses.length > 0) return { addresses };
  const failures = records.flatMap(({ failure }) => failure ?? []);
  const failure = failures.find(({ code }) => code !== 'no_records') ?? failures[0];
  return {
    addresses,
    failure: failure ?? { operation: 'lookup', code: 'no_address', message: `${host} has no address.` },
  };
}
