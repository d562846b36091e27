/**
 * What the parts of the lab say to each other: deployments as data, one HTTP request as the simulated
 * IIS sites see it, and the running lab as the command line and tests see it.
 * The lab imports nothing from the client's code: a codec bug must not hide by being on both sides.
 */

import type { webcrypto } from 'node:crypto';
import type { ClientCertificates } from './clientCertificates.js';
import type { TokenAuthority } from './identity/types.js';
import type { PassiveAuthority } from './identity/wsFederation.js';
import type { OpenApplication } from './web/ucwa/applications.js';
import type { Conference } from './web/ucwa/conferences.js';

export type DeploymentId = 'lync2010' | 'lync2013' | 'sfb2015' | 'sfb2019' | 'sfbse' | 'lync-online' | 'hybrid';
export type ServerVersion = '2010' | '2013' | '2015' | '2019' | 'se';

/** Where the user (and so the resolver and the route) is. */
export type View = 'inside' | 'outside';

/** The IIS web site that took a request: internal (80/443) or external (8080/4443). AccessLocation follows from it. */
export type Site = 'internal' | 'external';

export interface Pool {
  readonly id: string;
  readonly fqdn: string;
  readonly internalWebFqdn: string;
  readonly externalWebFqdn: string;
  /** Front End computer names, as they appear in X-MS-Server-Fqdn. */
  readonly frontEnds: readonly string[];
}

export interface LabUser {
  readonly sipAddress: string; // user@sip.domain, no scheme
  readonly userName: string; // DOMAIN\sam
  readonly upn: string;
  readonly password: string;
  /** A pool id, 'online', or null when the account exists in AD but is not enabled for SIP. */
  readonly home: string | null;
  /** Signing in at the organisation's directory online takes a second factor. */
  readonly secondFactor?: boolean;
  /** 'pass', or the id of the finding that a check of this user gives. */
  readonly expect: string;
}

/** One simulated deployment: topology and policy as data. */
export interface Deployment {
  readonly id: DeploymentId;
  readonly title: string;
  readonly version: ServerVersion;
  readonly sipDomain: string;
  readonly netbiosDomain: string;
  readonly adDnsDomain: string;
  readonly director: Pool;
  readonly pools: readonly Pool[];
  readonly accessEdgeFqdn: string;
  readonly users: readonly LabUser[];
  /** Whether the online service has users of this organisation, and whether they are all of them. Absent: it serves none. */
  readonly online?: 'all' | 'some';
}

/** State that lives as long as one TCP/TLS connection: NTLM authenticates connections, not requests. */
export interface LabConnection {
  readonly id: number;
  /** DER of the server certificate of this TLS connection, for channel binding; absent on plain HTTP. */
  readonly serverCertificate?: Buffer;
  /** Free slots for the web applications (NTLM state, authenticated user), keyed by application. */
  readonly state: Map<string, unknown>;
}

/** One HTTP request, already routed to a pool's IIS site. */
export interface LabRequest {
  readonly method: string;
  /** As the client addressed it, after the reverse proxy: scheme, host, path and query. */
  readonly url: URL;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly site: Site;
  readonly pool: Pool;
  readonly frontEnd: string;
  readonly connection: LabConnection;
}

export interface LabResponse {
  readonly status: number;
  readonly reason?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** What a fault changes inside the web applications (faults of DNS, TCP, TLS and the proxy never get here). */
export interface WebPolicy {
  readonly linksScheme: 'https' | 'http';
  /** Bindings of the web ticket service that are switched off. */
  readonly windowsAuth: 'negotiate+ntlm' | 'none';
  readonly usernameTokenAuth: boolean;
  /** OAuth grants offered and accepted. */
  readonly grants: readonly string[];
  /** Redirect answers of the Director point back at the pool that sent the client here. */
  readonly redirectLoop: boolean;
  /** Named in the challenge where tokens come from elsewhere (AD FS, Entra). */
  readonly tokenIssuer?: string;
  /** Who issues access tokens, where modern authentication is on. */
  readonly modern?: TokenAuthority;
  /** The AD FS that users of the sign-in page are sent to. */
  readonly passive?: PassiveAuthority;
  readonly tokensAccepted: boolean;
  /** Whether a Front End takes tickets of the other ones. */
  readonly ticketsShared: boolean;
  /** Whether user documents name UCWA and Mcx. */
  readonly mobility: boolean;
  /** How certificate provisioning fails: it publishes nothing, or dates certificates by a clock that is ahead. */
  readonly certProv?: 'error' | 'early';
  readonly ucwa?: UcwaTrouble;
  readonly mcx?: McxTrouble;
  /** What is wrong with every meeting of the deployment. */
  readonly conferences?: ConferenceTrouble;
  /** The pages of meetings name no conference. */
  readonly silentJoinPages?: boolean;
  readonly online?: OnlineTrouble;
  /** The address book knows nobody: its files and its index were never made. */
  readonly addressBook?: 'not-generated';
  /** The control panel answers on the external web site, too. */
  readonly controlPanel?: 'published';
}

/** What keeps every user of an organisation from signing in online. */
/** 'sts-unpublished': outside, nothing answers at the sign-in server of the organisation. */
export type OnlineTrouble = 'no-sts' | 'sts-unpublished' | 'second-factor' | 'realm-unknown' | 'retired';

/** What UCWA does to every user who comes with a good token. */
export type UcwaTrouble = 'unavailable' | 'recycled' | 'throttled' | 'mobility-off' | 'agent-blocked' | 'expired';

/**
 * What is wrong with the mobility service of Lync 2010 clients: not installed, stopped, named with its internal address
 * on both sides, or no web ticket is issued for it.
 */
export type McxTrouble = 'missing' | 'down' | 'internal-only' | 'no-ticket';

export type ConferenceTrouble = 'gone' | 'anonymous-not-allowed';

/** Serves every web application of one deployment (autodiscover, web ticket, OAuth, XFrame, …) as IIS would. */
export type WebApplications = (request: LabRequest) => Promise<LabResponse>;

/** Injected into everything that stamps a time or draws random bytes, so that a skewed clock is one value. */
export interface LabEnvironment {
  /** The servers' wall clock, milliseconds since 1970. */
  now(): number;
  /** The RSA key pair of a role, such as the issuer of tickets. Absent: each issuer draws one of its own. */
  keyPair?(role: string): Promise<webcrypto.CryptoKeyPair>;
}

export interface StartOptions {
  readonly deployment: DeploymentId;
  readonly faults?: readonly string[];
  readonly from?: View;
  /** First loopback address to bind; default 127.0.0.1. */
  readonly address?: string;
  readonly standardPorts?: boolean;
  /** Artificial delays in ms, for the bench: each DNS answer, each server TLS flight, each HTTP answer. */
  readonly delays?: { readonly dns: number; readonly tlsFlight: number; readonly http: number };
}

export interface RunningLab {
  readonly deployment: DeploymentId;
  readonly domain: string;
  /** The way to sign in that a check should use where it chose none. */
  readonly signIn?: 'online';
  readonly users: readonly { sipAddress: string; userName: string; password: string; expect: string }[];
  /** The credentials a check should use for a user (a fault may make the password wrong). */
  credentialsFor(sipAddress: string | undefined): { sipAddress: string; userName: string; password: string };
  readonly caFile: string;
  /** What the user's computer trusts beside the public roots, PEM, one after the other. */
  readonly caPem: string;
  readonly dns: { readonly address: string; readonly port: number };
  readonly connectTo: readonly string[];
  readonly hosts: Readonly<Record<string, string>>;
  /** The outbound proxy of the network the user is in, where there is one. */
  readonly proxy?: string;
  /** The client certificates that the pools issued: to look at, to revoke, to let run out. */
  readonly clientCertificates: ClientCertificates;
  /** What is registered with UCWA at this moment, at every pool. */
  openApplications(): readonly OpenApplication[];
  /** The meetings that can be joined, or not, one of every kind. */
  readonly conferences: readonly Conference[];
  /** Signs a user in on a page of the lab, as a person does in a browser: no real browser finds the way there. */
  signInOnPage(sipAddress: string | undefined, page: SignInPage): Promise<PageOutcome>;
  /** Frees every port and file; resolves when all sockets are closed. */
  stop(): Promise<void>;
}

export interface SignInPage {
  readonly url: string;
  /** To be entered there, where another device shows it. */
  readonly userCode?: string;
}

export interface PageOutcome {
  /** The browser was sent back to the program that opened the page. */
  readonly isBack: boolean;
  /** The page says that this did not work. */
  readonly isRefused: boolean;
}

export interface FaultInfo {
  readonly id: string;
  readonly title: string;
  readonly deployments: readonly DeploymentId[];
  /** The command line that shows it; `--lab`, `--fault` and `--json` are added. */
  readonly arguments: readonly string[];
  /** The finding it must give. */
  readonly expect: string;
  /** Where a check meets it. */
  readonly views: readonly View[];
  /** Why a check without a password cannot see it. */
  readonly needsPassword?: string;
  /** Why a check from elsewhere cannot see it. */
  readonly elsewhere?: string;
}
