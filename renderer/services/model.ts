/** What the services picture shows: boxes with a state each, every one with the place in the record that it leads to. */
import type { Side } from '../../shared/session/model.js';
import { statusWords, worse, type Status } from '../state/status.js';

/** The status vocabulary, and what only a map of services can say: the servers do not have it. */
export type BoxStatus = Status | 'absent';

/** Where a box leads: to a record of the list, or to a step, whose first record is then shown. */
export type BoxTarget =
  | { readonly recordId: string; readonly stepId?: undefined }
  | { readonly stepId: string; readonly recordId?: undefined };

export interface MapBox {
  /** One of its kind in the whole map. */
  readonly key: string;
  readonly status: BoxStatus;
  /** "Reverse proxy" */
  readonly title: string;
  /** As on the wire: host, name, address. */
  readonly names: readonly string[];
  /** What came of it: "200 answers". */
  readonly text: string;
  /** Until the first byte of the answer. */
  readonly ms?: number;
  /** Absent where the record holds nothing of it. */
  readonly target?: BoxTarget;
}

/** One way from the client to the pool. */
export interface Half {
  readonly side: Side;
  /** False where the walk has no business: a guest of a meeting comes from outside. */
  readonly isAsked: boolean;
  /** The names that are asked: for the web services, and for SIP. */
  readonly names: { readonly web: MapBox | undefined; readonly sip: MapBox | undefined };
  /** What answers at their addresses. */
  readonly doors: { readonly web: MapBox | undefined; readonly sip: MapBox | undefined };
  /** The first web services, where they send on to the home pool. */
  readonly director: MapBox | undefined;
}

export interface ServiceRow {
  /** Token of the user document, or our own where no link names it. */
  readonly service: string;
  /** "Client certificates" */
  readonly title: string;
  readonly purpose: string;
  /** More than one where it was tested and used. */
  readonly cells: Readonly<Record<Side, readonly MapBox[]>>;
}

export interface ServiceGroup {
  readonly title: string;
  readonly rows: readonly ServiceRow[];
}

export interface Pool {
  readonly box: MapBox;
  /** The same light request made several times: which servers answered it, and how. */
  readonly sweeps: readonly MapBox[];
  /** The servers that answered, by X-MS-Server-Fqdn. */
  readonly servers: readonly MapBox[];
  /** How many answered that have no box. */
  readonly moreServers: number;
}

export interface ServicesMap {
  readonly seat: 'inside' | 'outside' | 'unknown';
  readonly client: MapBox;
  readonly halves: Readonly<Record<Side, Half>>;
  readonly pool: Pool;
  readonly groups: readonly ServiceGroup[];
  /** Services that have no row: the map has its limits, an answer may have none. */
  readonly moreServices: number;
  /** Why no service is known, and what would name them; undefined where some are. */
  readonly missing: string | undefined;
}

export const sides: readonly Side[] = ['external', 'internal'];

export const sideWords: Readonly<Record<Side, string>> = { external: 'outside', internal: 'inside' };

/** The word of each state on the map. */
export const boxWords: Readonly<Record<BoxStatus, string>> = {
  ...statusWords,
  expected: 'Not reached from here',
  skipped: 'Not tested',
  absent: 'Not offered',
};

/** The louder of two; what is not offered is the quietest. */
export function louder(a: BoxStatus, b: BoxStatus): BoxStatus {
  if (a === 'absent') return b;
  return b === 'absent' ? a : worse(a, b);
}
