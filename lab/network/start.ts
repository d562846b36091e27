/** Puts a planned network on the loopback interface: name server, every web port, and the list of who is where. */
import { gatewayAuthority, privateAuthority, publicAuthority, type Authority, type ServerIdentity } from '../ca.js';
import { resolve } from '../dnsAnswer.js';
import { zonesOf } from '../dnsZones.js';
import { tenantOf } from '../deployments/online.js';
import type { FaultId } from '../faults.js';
import { createClientCertificates, type ClientCertificates } from '../clientCertificates.js';
import type { IdentityHost } from '../identity/types.js';
import { createSipServers, type SipServers } from '../sip/index.js';
import type { SipPolicy } from '../sip/types.js';
import { sipEnvironmentOf, sipPolicyOf } from '../sipFaults.js';
import type { Deployment, LabEnvironment, Pool, View } from '../types.js';
import { planAddresses } from './addresses.js';
import { holdClosedPort } from './closedPort.js';
import { startNameServers } from './dns.js';
import { openFront, type FrontOptions } from './front.js';
import { openSipListener } from './sipListener.js';
import {
  identityEndpoint,
  planEndpoints,
  poolCertificate,
  type Applications,
  type CertificatePlan,
  type Endpoint,
} from './plan.js';

export interface NetworkOptions {
  readonly deployment: Deployment;
  readonly view: View;
  readonly faults: ReadonlySet<FaultId>;
  readonly address: string;
  readonly standardPorts: boolean;
  readonly delays: { readonly dns: number; readonly tlsFlight: number; readonly http: number };
  readonly applications: Applications;
  readonly environment: LabEnvironment;
  /** What the web services issued; without web services that issue nothing is ever known. */
  readonly clientCertificates?: ClientCertificates;
  /** Where people sign in on a page: who issues access tokens, or the AD FS of the passive sign-in. */
  readonly identity?: IdentityHost;
  /** The same of the online service. */
  readonly onlineCertificates?: ClientCertificates;
}

export interface RunningNetwork {
  readonly rootPem: string;
  /** Root of the gateway that opens TLS, where the user's computer was made to trust it. */
  readonly gatewayPem: string | undefined;
  readonly dns: { readonly address: string; readonly port: number };
  /** curl's --connect-to entries for ports 80 and 443 of every name that resolves in this view. */
  readonly connectTo: readonly string[];
  readonly hosts: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

interface Closable {
  close(): Promise<void>;
}

/** Starts everything or nothing. Throws LabError when an address or port cannot be had. */
export async function startNetwork(options: NetworkOptions): Promise<RunningNetwork> {
  const addresses = planAddresses(options.address);
  const zones = zonesOf(options.deployment, options.view, options.faults, addresses);
  const endpoints = [
    ...planEndpoints(options.deployment, options.view, options.faults, options.applications),
    ...(options.identity === undefined ? [] : [identityEndpoint(options.identity)]),
  ];
  const authority = await publicAuthority();
  const [identities, sipIdentities, nameless] = await issueAll(endpoints, options.deployment, authority);
  const open: Closable[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(open.splice(0).map((closable) => closable.close()));
  };
  try {
    const nameServers = await startNameServers({ ...options, addresses, delayMs: options.delays.dns });
    const dns = nameServers.resolver;
    open.push(nameServers);
    const closed = options.standardPorts ? undefined : await holdClosedPort(options.address);
    if (closed !== undefined) open.push(closed);
    const connect = frontEndRotation();
    const sipServers = sipServersOf(options, authority, sipPolicyOf(options.deployment, options.faults));
    const onlineServers = sipServersOf(
      {
        ...options,
        deployment: tenantOf(options.deployment),
        ...(options.onlineCertificates === undefined ? {} : { clientCertificates: options.onlineCertificates }),
      },
      authority,
      onlineSipPolicy(options),
    );
    const connectTo: string[] = [...nameServers.connectTo];
    for (const endpoint of endpoints) {
      // Without standard ports every role shares one address: on some systems 127.0.0.1 is the only loopback one.
      const address = options.standardPorts ? addresses[endpoint.role] : options.address;
      const openPort = async (port: 80 | 443): Promise<number> => {
        const service = port === 80 ? endpoint.http : endpoint.https?.service;
        const identity = identities.get(endpoint);
        if (service === null || service === undefined) return closed?.port ?? port;
        const front = await openFront({
          address,
          port: options.standardPorts ? port : 0,
          service,
          ...tlsOptions(port, endpoint, identity, nameless.get(endpoint)),
          delays: options.delays,
          now: () => options.environment.now(),
          connect,
        });
        open.push(front);
        return front.port;
      };
      const { sip } = endpoint;
      const sipIdentity = sipIdentities.get(endpoint);
      const openSip = async (port: number): Promise<number> => {
        if (sip === undefined || sipIdentity === undefined) throw new Error(`no SIP is planned for ${endpoint.role}`);
        const listener = await openSipListener({
          address,
          port: options.standardPorts ? port : 0,
          identity: sipIdentity,
          plan: sip.tls,
          serve: (stream, client) => (sip.isOnline === true ? onlineServers : sipServers)(sip.entry, stream, client),
        });
        open.push(listener);
        return listener.port;
      };
      const sipPorts = new Map<number, number>();
      for (const port of sip?.ports ?? []) sipPorts.set(port, await openSip(port));
      const [https, http] = [sipPorts.get(443) ?? (await openPort(443)), await openPort(80)];
      for (const host of endpoint.hosts.filter((name) => addressOf(name) !== undefined)) {
        connectTo.push(`${host}:443:${address}:${https}`, `${host}:80:${address}:${http}`);
        for (const [port, at] of sipPorts) if (port !== 443) connectTo.push(`${host}:${port}:${address}:${at}`);
      }
    }
    const names = endpoints.flatMap((endpoint) => endpoint.hosts);
    return {
      rootPem: authority.rootPem,
      gatewayPem: options.faults.has('tls-inspection') ? (await gatewayAuthority()).rootPem : undefined,
      dns: { address: dns.address, port: dns.port },
      connectTo,
      hosts: Object.fromEntries(
        names.flatMap((name) => {
          const address = addressOf(name);
          return address === undefined ? [] : [[name, address]];
        }),
      ),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }

  /** What this view's resolver says, so that the lists never know more than DNS does. */
  function addressOf(name: string): string | undefined {
    return resolve(zones, name, 'A').answers.flatMap((answer) => (answer.type === 'A' ? [answer.data] : []))[0];
  }
}

/** Registrar and Edge; the certificate a pool shows inside TLS-DSK is made when it is first needed. */
function sipServersOf(options: NetworkOptions, authority: Authority, policy: SipPolicy): SipServers {
  const { deployment } = options;
  const environment = sipEnvironmentOf(options.environment, options.faults);
  const made = new Map<Pool, Promise<ServerIdentity>>();
  return createSipServers({
    deployment,
    environment,
    policy,
    certificates: options.clientCertificates ?? createClientCertificates(options.environment),
    identityOf: (pool) => {
      const identity = made.get(pool) ?? authority.issue(poolCertificate(deployment, pool, new Set()));
      made.set(pool, identity);
      return identity;
    },
  });
}

/** Passwords are never taken online: a certificate is the one way in. */
function onlineSipPolicy({ deployment }: NetworkOptions): SipPolicy {
  return { ...sipPolicyOf(tenantOf(deployment), new Set()), schemes: { inside: ['TLS-DSK'], outside: ['TLS-DSK'] } };
}

function tlsOptions(
  port: 80 | 443,
  endpoint: Endpoint,
  identity: ServerIdentity | undefined,
  nameless: ServerIdentity | undefined,
): Pick<FrontOptions, 'tls'> {
  if (port === 80 || endpoint.https === null) return {};
  if (identity === undefined) throw new Error(`no certificate was made for ${endpoint.role}`);
  const other = endpoint.https.nameless === 'refused' ? 'refused' : nameless;
  return { tls: { identity, plan: endpoint.https.tls, ...(other === undefined ? {} : { nameless: other }) } };
}

async function issueAll(
  endpoints: readonly Endpoint[],
  deployment: Deployment,
  authority: Authority,
): Promise<readonly [web: Identities, sip: Identities, nameless: Identities]> {
  const authorities = new Map<CertificatePlan['issuer'], Promise<Authority>>([['public', Promise.resolve(authority)]]);
  const authorityOf = (issuer: CertificatePlan['issuer']): Promise<Authority> => {
    const known = authorities.get(issuer);
    if (known !== undefined) return known;
    const made =
      issuer === 'gateway' ? gatewayAuthority() : privateAuthority(deployment.netbiosDomain, issuer === 'appliance');
    authorities.set(issuer, made);
    return made;
  };
  // One plan is one certificate, wherever it is used.
  const made = new Map<CertificatePlan, Promise<ServerIdentity>>();
  const issue = (certificate: CertificatePlan): Promise<ServerIdentity> => {
    const known = made.get(certificate);
    if (known !== undefined) return known;
    const issuing = authorityOf(certificate.issuer).then((issuer) => issuer.issue(certificate));
    made.set(certificate, issuing);
    return issuing;
  };
  const all = async (planOf: (endpoint: Endpoint) => CertificatePlan | undefined): Promise<Identities> => {
    const issued = endpoints.map(async (endpoint): Promise<[Endpoint, ServerIdentity] | undefined> => {
      const certificate = planOf(endpoint);
      return certificate === undefined ? undefined : [endpoint, await issue(certificate)];
    });
    return new Map((await Promise.all(issued)).filter((entry) => entry !== undefined));
  };
  return Promise.all([
    all((endpoint) => endpoint.https?.certificate),
    all((endpoint) => endpoint.sip?.certificate),
    all(({ https }) => (https?.nameless === 'refused' ? undefined : https?.nameless)),
  ]);
}

type Identities = ReadonlyMap<Endpoint, ServerIdentity>;

/** A load balancer with affinity by connection: every new connection to a pool gets the next Front End, if none is wanted. */
function frontEndRotation(): (pool: Pool, wanted?: string) => { id: number; frontEnd: string } {
  const counts = new Map<string, number>();
  let id = 0;
  return (pool, wanted) => {
    id += 1;
    if (wanted !== undefined) return { id, frontEnd: wanted };
    const count = counts.get(pool.id) ?? 0;
    counts.set(pool.id, count + 1);
    return { id, frontEnd: pool.frontEnds[count % pool.frontEnds.length] ?? pool.fqdn };
  };
}
