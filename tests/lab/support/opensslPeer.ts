/** Certificates that openssl makes and servers that openssl is: nothing here comes from the code under test. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const hasOpenssl = await run('openssl', ['version']).then(
  ({ stdout }) => /OpenSSL 3/.test(stdout),
  () => false,
);
if (!hasOpenssl) process.stderr.write('SKIPPED: openssl 3 is not there, so no certificate of its own is tried.\n');

export const host = 'lyncdiscover.sfb2015.example';
export const issuerHost = 'pki.sfb2015.example';

let folder: string;
const children: ChildProcess[] = [];
const servers: Server[] = [];

export const at = (name: string): string => join(folder, name);
export const openssl = (...parameters: readonly string[]): Promise<{ readonly stdout: string }> =>
  run('openssl', [...parameters], { cwd: folder });

/** openssl's own names for what a certificate of this kind needs. */
const profiles = `
[ root ]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[ middle ]
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[ leaf ]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth
subjectAltName=DNS:${host}
authorityInfoAccess=caIssuers;URI:http://${issuerHost}/middle.cer
[ leaf_ocsp ]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth
subjectAltName=DNS:${host}
authorityInfoAccess=OCSP;URI:http://${issuerHost}/ocsp
[ leaf_crl ]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth
subjectAltName=DNS:${host}
crlDistributionPoints=URI:http://${issuerHost}/middle.crl
[ other_name ]
basicConstraints=critical,CA:FALSE
extendedKeyUsage=serverAuth
subjectAltName=DNS:www.fabrikam.example
[ client ]
basicConstraints=critical,CA:FALSE
extendedKeyUsage=clientAuth
subjectAltName=DNS:${host}
[ ca ]
default_ca=authority
[ authority ]
database=index.txt
new_certs_dir=.
serial=serial.txt
crlnumber=crlnumber.txt
certificate=middle.pem
private_key=middle.key
default_md=sha256
default_days=90
default_crl_days=30
policy=any
unique_subject=no
[ any ]
commonName=supplied
`;

export interface Made {
  readonly cert: string;
  readonly key: string;
}

/** A certificate from the issuing authority. */
export async function issue(
  name: string,
  options: {
    readonly profile?: string;
    readonly bits?: number;
    readonly digest?: string;
    readonly dates?: [string, string];
  } = {},
): Promise<Made> {
  const { profile = 'leaf', bits = 2048, digest = 'sha256', dates } = options;
  const subject = `/CN=${profile === 'other_name' ? 'www.fabrikam.example' : host}`;
  await openssl(
    'req',
    '-new',
    '-newkey',
    `rsa:${bits}`,
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-subj',
    subject,
    '-out',
    `${name}.csr`,
  );
  const period = dates === undefined ? [] : ['-startdate', dates[0], '-enddate', dates[1]];
  await openssl(
    ...['ca', '-batch', '-notext', '-config', 'openssl.cnf', '-extensions', profile, '-md', digest],
    ...[...period, '-in', `${name}.csr`, '-out', `${name}.pem`],
  );
  return { cert: at(`${name}.pem`), key: at(`${name}.key`) };
}

/** Makes the folder with a root and an issuing authority; call in beforeAll. */
export async function makeAuthority(): Promise<void> {
  if (!hasOpenssl) return;
  folder = await mkdtemp(join(tmpdir(), 'lyncscope-tls-'));
  await writeFile(at('openssl.cnf'), profiles);
  await writeFile(at('index.txt'), '');
  await writeFile(at('serial.txt'), '1001\n');
  await writeFile(at('crlnumber.txt'), '01\n');
  await openssl(
    ...[
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'root.key',
      '-subj',
      '/CN=Lab Root',
      '-days',
      '3650',
    ],
    ...['-config', 'openssl.cnf', '-extensions', 'root', '-out', 'root.pem'],
  ).catch(async () => {
    // req wants a distinguished_name section; the default configuration has one.
    await openssl(
      ...[
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        'root.key',
        '-subj',
        '/CN=Lab Root',
        '-days',
        '3650',
      ],
      ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-out', 'root.pem'],
    );
  });
  await openssl(
    'req',
    '-new',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'middle.key',
    '-subj',
    '/CN=Lab Issuing CA',
    '-out',
    'middle.csr',
  );
  await openssl(
    ...[
      'x509',
      '-req',
      '-in',
      'middle.csr',
      '-CA',
      'root.pem',
      '-CAkey',
      'root.key',
      '-set_serial',
      '77',
      '-days',
      '1000',
    ],
    ...['-extfile', 'openssl.cnf', '-extensions', 'middle', '-out', 'middle.pem'],
  );
}

/** Ends every server of a test; call in afterEach. */
export async function stopPeers(): Promise<void> {
  for (const child of children.splice(0)) child.kill();
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done).closeAllConnections())));
}

/** Call in afterAll. */
export async function removeAuthority(): Promise<void> {
  if (hasOpenssl) await rm(folder, { recursive: true, force: true });
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createTcp();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts openssl and waits until it says that it is ready. */
export async function start(ready: RegExp, ...parameters: readonly string[]): Promise<void> {
  const child = spawn('openssl', parameters, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  children.push(child);
  await new Promise<void>((done, failed) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (ready.test(said)) done();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => failed(new Error(`openssl ended: ${said}`)));
  });
}

/** An s_server on a port of its own. */
export async function serve({ cert, key }: Made, ...more: readonly string[]): Promise<number> {
  const port = await freePort();
  await start(/ACCEPT/, ...['s_server', '-accept', `127.0.0.1:${port}`, '-cert', cert, '-key', key, '-www', ...more]);
  return port;
}

export const withChain = ['-cert_chain', 'middle.pem'] as const;

/** What a fixed path gives over plain HTTP. */
export async function publish(type: string, body: () => Promise<Buffer>): Promise<number> {
  const server = createServer((_request, response) => {
    void body().then((bytes) => response.writeHead(200, { 'Content-Type': type }).end(bytes));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

/** `openssl ocsp` as the responder of the issuing authority, which knows what was revoked until now. */
export async function respond(): Promise<number> {
  const port = await freePort();
  await start(
    /waiting for OCSP client/i,
    ...['ocsp', '-index', 'index.txt', '-port', String(port), '-rsigner', 'middle.pem', '-rkey', 'middle.key'],
    ...['-CA', 'middle.pem', '-ndays', '2'],
  );
  return port;
}

/** A certificate that signed itself. */
export async function selfSigned(): Promise<Made> {
  await openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'self.key', '-subj', `/CN=${host}`, '-days', '60'],
    ...['-addext', `subjectAltName=DNS:${host}`, '-out', 'self.pem'],
  );
  return { cert: at('self.pem'), key: at('self.key') };
}
