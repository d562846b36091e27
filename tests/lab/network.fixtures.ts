/** A network with a web application so small that every answer shows how the request was routed. */
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { findDeployment } from '../../lab/deployments/index.js';
import { chooseFaults, environmentOf, faultyDeployment } from '../../lab/faults.js';
import { startNetwork, type NetworkOptions, type RunningNetwork } from '../../lab/network/start.js';
import type { Deployment, DeploymentId, LabRequest, View, WebApplications } from '../../lab/types.js';

export interface Started {
  readonly deployment: Deployment;
  readonly network: RunningNetwork;
}

export async function startSmallNetwork(
  id: DeploymentId,
  options: {
    readonly view?: View;
    readonly faults?: readonly string[];
    readonly applications?: WebApplications;
    readonly change?: Partial<NetworkOptions>;
  } = {},
): Promise<Started> {
  const healthy = findDeployment(id);
  if (healthy === undefined) throw new Error(`no deployment ${id}`);
  const faults = chooseFaults(options.faults ?? [], id);
  const deployment = faultyDeployment(healthy, faults);
  const applications = options.applications ?? echo;
  const network = await startNetwork({
    deployment,
    view: options.view ?? 'outside',
    faults,
    address: '127.0.0.1',
    standardPorts: false,
    delays: { dns: 0, tlsFlight: 0, http: 0 },
    applications: { deployment: applications, online: applications },
    environment: environmentOf(faults),
    ...options.change,
  });
  return { deployment, network };
}

/** Tells in headers where the request arrived; the body is a root document by shape. */
const echo: WebApplications = async (request) => ({
  status: 200,
  headers: [
    ['Content-Type', 'application/vnd.microsoft.rtc.autodiscover+xml; v=1'],
    ['X-Site', request.site],
    ['X-Pool', request.pool.id],
    ['X-MS-Server-Fqdn', request.frontEnd],
    ['X-Url', request.url.href],
    ['X-Certificate', certificateDigest(request)],
    ['X-Twice', 'one'],
    ['X-Twice', 'two'],
  ],
  body: Buffer.from('<AutodiscoverResponse><Root><Link token="User" href="u"/></Root></AutodiscoverResponse>'),
});

function certificateDigest(request: LabRequest): string {
  const der = request.connection.serverCertificate;
  return der === undefined ? 'none' : createHash('sha256').update(der).digest('hex');
}

/** The connect-to entry of a host and port. */
export function entryOf(network: RunningNetwork, host: string, port: 80 | 443): { address: string; port: number } {
  const entry = network.connectTo.find((line) => line.startsWith(`${host}:${port}:`));
  const [, , address, to] = entry?.split(':') ?? [];
  if (address === undefined || to === undefined) throw new Error(`no entry for ${host}:${port}`);
  return { address, port: Number(to) };
}

/** What came back over one connection, and how it ended. */
export interface Conversation {
  readonly text: string;
  /** 'end' for FIN, an error code such as ECONNRESET, or 'silence' when nothing came until the caller gave up. */
  readonly ending: string;
  readonly leaf: string | undefined;
}

/** Sends raw text to a host of the network and reads until the other side ends; TLS errors do not stop it. */
export async function converse(
  network: RunningNetwork,
  host: string,
  port: 80 | 443,
  text: string,
  until: (received: string) => boolean = () => false,
): Promise<Conversation> {
  const to = entryOf(network, host, port);
  const raw = connect({ host: to.address, port: to.port });
  const socket =
    port === 80 ? raw : connectTls({ socket: raw, servername: host, ca: network.rootPem, rejectUnauthorized: false });
  let leaf: string | undefined;
  const chunks: Buffer[] = [];
  const received = (): string => Buffer.concat(chunks).toString('latin1');
  if (socket instanceof TLSSocket) {
    socket.once('secureConnect', () => {
      leaf = createHash('sha256').update(socket.getPeerCertificate().raw).digest('hex');
    });
  }
  return new Promise((done) => {
    const finish = (ending: string): void => {
      raw.destroy();
      socket.destroy();
      done({ text: received(), ending, leaf });
    };
    socket.once(port === 80 ? 'connect' : 'secureConnect', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (until(received())) finish('enough');
    });
    socket.on('end', () => finish('end'));
    for (const stream of [raw, socket]) {
      stream.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    }
  });
}

/** A GET that asks the server to close afterwards. */
export function get(host: string, path: string, ...more: readonly string[]): string {
  return [`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...more, '', ''].join('\r\n');
}

/** Whether a client that trusts the network's root accepts the certificate for this name: 'ok' or OpenSSL's code. */
export async function verify(network: RunningNetwork, host: string): Promise<string> {
  const to = entryOf(network, host, 443);
  const socket = connectTls({ host: to.address, port: to.port, servername: host, ca: network.rootPem });
  return new Promise((done) => {
    const finish = (result: string): void => {
      socket.destroy();
      done(result);
    };
    socket.once('secureConnect', () => finish('ok'));
    socket.once('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
}
