/** What the registrar and the Access Edge in front of it agree on: who answers, what is offered, which rule is broken. */
import type { ServerIdentity } from '../ca.js';
import type { ClientCertificates } from '../clientCertificates.js';
import type { Deployment, LabEnvironment, LabUser, Pool, View } from '../types.js';

export type Scheme = 'NTLM' | 'Kerberos' | 'TLS-DSK';

/** A refusal with what servers add to explain it. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly diagnostics?: Diagnostics;
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

export interface Diagnostics {
  readonly id: number;
  readonly reason: string;
  /** Further attributes, e.g. fqdn1 or HRESULT. */
  readonly attributes?: readonly (readonly [name: string, value: string])[];
  /** Sent as ms-diagnostics-public: for anybody, without the server's name. */
  readonly isPublic?: boolean;
}

/** What a fault changes in the SIP servers; the product's defaults otherwise. */
export interface SipPolicy {
  readonly schemes: Readonly<Record<View, readonly Scheme[]>>;
  /** Given by the Access Edge in place of passing the request on. */
  readonly edgeRefusal?: Refusal;
  /** Given by the registrar before anyone is authenticated. */
  readonly serverRefusal?: Refusal;
  /** Given to a REGISTER that is authenticated and not a de-registration. */
  readonly userRefusal?: Refusal;
  /** The same, of those who come through the Access Edge. */
  readonly remoteRefusal?: Refusal;
  /** How a good client certificate is treated as if the store said otherwise. */
  readonly certificates?: 'revoked' | 'expired';
  /** Every pool believes that the user is on another one. */
  readonly redirectsForever: boolean;
  /** The pool serves the user without its primary replica. */
  readonly limitedMode: boolean;
  readonly provisioningRefusal?: Refusal;
  readonly mobility: boolean;
  /** Phones may get notifications while their app sleeps. */
  readonly push: boolean;
  /** EnableGroupExpansion, as clients are told. */
  readonly groupExpansion: boolean;
  /** Every endpoint is taken out again as soon as it is registered. */
  readonly deregisters: boolean;
}

/** One deployment's SIP servers: shared by all listeners. */
export interface SipServices {
  readonly deployment: Deployment;
  readonly policy: SipPolicy;
  readonly environment: LabEnvironment;
  readonly certificates: ClientCertificates;
  /** The certificate that a pool shows inside TLS-DSK. */
  identityOf(pool: Pool): Promise<ServerIdentity>;
}

/** Where a connection came in. The Access Edge stands outside and passes on to the pools. */
export type SipEntry = { readonly kind: 'pool'; readonly pool: Pool } | { readonly kind: 'edge' };

/** The server that authenticates on this connection. */
export interface Authority {
  readonly pool: Pool;
  readonly frontEnd: string;
}

/** Somebody who proved who they are. */
export interface Account {
  /** The account that was proven; for TLS-DSK the owner of the certificate. */
  readonly user: LabUser;
}
