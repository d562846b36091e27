/** One HTTP exchange as the simulated network sees it, before and after the web applications. */
import type { LabConnection, LabResponse, Pool } from '../types.js';

/** A request as it came from the client, with its target made complete from the Host header. */
export interface FrontRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly client: ClientConnection;
}

/** The client's TCP connection; every pool it leads to sees a connection of its own, bound to one Front End. */
export interface ClientConnection {
  /** @param wanted the Front End that a new connection is to lead to; the next one in turn where none is named */
  behind(pool: Pool, wanted?: string): { readonly connection: LabConnection; readonly frontEnd: string };
}

/** What happens on the wire after a request. */
export type Answer =
  | { readonly kind: 'whole'; readonly response: LabResponse }
  /** The head announces the whole body; only this many bytes follow, then FIN. */
  | { readonly kind: 'cut'; readonly response: LabResponse; readonly sentBytes: number }
  /** RST instead of an answer. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'late'; readonly response: LabResponse; readonly afterMs: number };

export type Service = (request: FrontRequest) => Promise<Answer>;

export function whole(response: LabResponse): Answer {
  return { kind: 'whole', response };
}
