/** The client matrix: one row a client, one need after the other until it is signed in, each with what shows it. */
import type { Evidence } from '../audits/audit.js';
import type { ClientKind } from '../session/model.js';

export type NeedId = 'name' | 'root' | 'tls' | 'sign-in' | 'service';

/**
 * 'not-needed': the client gets on without it here. 'not-offered': this server version has no such service.
 * 'not-known': it was not tried, or something before it failed.
 */
export type NeedState = 'ok' | 'failed' | 'not-known' | 'not-needed' | 'not-offered';

export interface Need {
  readonly id: NeedId;
  readonly state: NeedState;
  /** What was seen, or why it is not known: one or two sentences. */
  readonly why: string;
  /** What holds for some products of this kind only. */
  readonly note?: string;
  /** The step or exchange that shows it; absent where there is none. */
  readonly evidence?: Evidence;
}

export type ClientVerdict = 'can' | 'cannot' | 'not-known' | 'not-offered';

export interface ClientRow {
  readonly client: ClientKind;
  /** "Windows desktop client" */
  readonly name: string;
  readonly products: string;
  readonly verdict: ClientVerdict;
  /** In the order a client meets them. */
  readonly needs: readonly Need[];
  /** The first that keeps it out, or that is not known. */
  readonly stoppedAt?: NeedId;
  /** For a person: "… can sign in from here." or what stops it. */
  readonly sentence: string;
  /** The finding that explains it, where there is one. */
  readonly findingId?: string;
}

/** The order of the columns, and their names in the plain words of a table head. */
export const needNames: Readonly<Record<NeedId, string>> = {
  name: 'Name found',
  root: 'Server reached',
  tls: 'TLS good enough',
  'sign-in': 'Sign-in accepted',
  service: 'Service open',
};

export const verdictWords: Readonly<Record<ClientVerdict, string>> = {
  can: 'yes',
  cannot: 'no',
  'not-known': 'unknown',
  'not-offered': 'not offered',
};
