/**
 * Certificates that are wrong in one way each, shown by `openssl s_server` in place of the lab's reverse proxy. The
 * certificates are made by openssl, too: nothing here comes from the code under test.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startLab, type RunningLab } from '../../lab/index.js';
import { runWalk } from '../../main/walk.js';
import { judge } from '../../shared/audits/judge.js';
import type { Judgement } from '../../shared/audits/audit.js';
import { readSessionFile, writeSessionFile } from '../../shared/session/file.js';
import type { Session } from '../../shared/session/model.js';

const run = promisify(execFile);
const hasOpenssl = await run('openssl', ['version']).then(
  ({ stdout }) => /OpenSSL 3/.test(stdout),
  () => false,
);
if (!hasOpenssl) process.stderr.write('SKIPPED: openssl 3 is not there, so no certificate of its own is tried.\n');

const host = 'lyncdiscover.sfb2015.example';
const issuerHost = 'pki.sfb2015.example';

let folder: string;
let lab: RunningLab;
const children: ChildProcess[] = [];
const servers: Server[] = [];

const at = (name: string): string => join(folder, name);
const openssl = (...parameters: readonly string[]): Promise<{ readonly stdout: string }> =>
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

interface Made {
  readonly cert: string;
  readonly key: string;
}

/** A certificate from the issuing authority. */
async function issue(
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

beforeAll(async () => {
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
  lab = await startLab({ deployment: 'sfb2015', from: 'outside' });
}, 60_000);

afterEach(async () => {
  for (const child of children.splice(0)) child.kill();
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done).closeAllConnections())));
});

afterAll(async () => {
  if (!hasOpenssl) return;
  await lab.stop();
  await rm(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createTcp();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts openssl and waits until it says that it is ready. */
async function start(ready: RegExp, ...parameters: readonly string[]): Promise<void> {
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
async function serve({ cert, key }: Made, ...more: readonly string[]): Promise<number> {
  const port = await freePort();
  await start(/ACCEPT/, ...['s_server', '-accept', `127.0.0.1:${port}`, '-cert', cert, '-key', key, '-www', ...more]);
  return port;
}

const withChain = ['-cert_chain', 'middle.pem'] as const;

/** What a fixed path gives over plain HTTP. */
async function publish(type: string, body: () => Promise<Buffer>): Promise<number> {
  const server = createServer((_request, response) => {
    void body().then((bytes) => response.writeHead(200, { 'Content-Type': type }).end(bytes));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

/** A check of the lab in which `port` stands where the reverse proxy was. */
async function check(port: number, issuerPort?: number, authorities?: readonly string[]): Promise<Session> {
  const root = await readFile(at('root.pem'), 'utf8');
  const user = lab.credentialsFor(undefined);
  return runWalk(
    {
      sipAddress: user.sipAddress,
      password: { mode: 'none' },
      location: 'outside',
      signIn: 'auto',
      discoveryUrls: [],
      resolver: `${lab.dns.address}:${lab.dns.port}`,
      connectTo: [
        `${host}:443:127.0.0.1:${port}`,
        ...(issuerPort === undefined ? [] : [`${issuerHost}:80:127.0.0.1:${issuerPort}`]),
        ...lab.connectTo,
      ],
      proxy: 'none',
      authorities: [lab.caPem, ...(authorities ?? [root])],
      trustedHosts: [],
      timeoutMs: 5000,
      keepSecrets: false,
    },
    { emit: () => undefined, signal: new AbortController().signal },
  );
}

const worst = ({ findings }: Judgement): string | undefined => findings[0]?.id;
const tlsIds = ({ findings }: Judgement): readonly string[] =>
  findings.filter(({ id, severity }) => id.startsWith('tls-') && severity !== 'info').map(({ id }) => id);

describe.skipIf(!hasOpenssl)('openssl s_server in place of the reverse proxy', () => {
  test('a sound certificate gives no finding of TLS', async () => {
    const judgement = judge(await check(await serve(await issue('good'), ...withChain)));
    expect(tlsIds(judgement)).toEqual([]);
  });

  test.each([
    ['expired', { dates: ['20240101000000Z', '20240601000000Z'] as [string, string] }, withChain, 'tls-expired'],
    ['another name', { profile: 'other_name' }, withChain, 'tls-name-mismatch'],
    ['for a client', { profile: 'client' }, withChain, 'tls-key-usage'],
    ['SHA-1', { digest: 'sha1' }, [...withChain, '-cipher', 'ALL:@SECLEVEL=0'], 'tls-weak-signature'],
    ['1024 bits', { bits: 1024 }, [...withChain, '-cipher', 'ALL:@SECLEVEL=0'], 'tls-weak-key'],
    ['TLS 1.0 only', {}, [...withChain, '-tls1', '-cipher', 'ALL:@SECLEVEL=0'], 'tls-version-mismatch'],
  ] as const)('%s', async (name, options, parameters, id) => {
    const made = await issue(name.replace(/\W/g, ''), options);
    const judgement = judge(await check(await serve(made, ...parameters)));
    expect({ worst: worst(judgement), tls: tlsIds(judgement) }).toEqual({ worst: id, tls: [id] });
  });

  test('self-signed', async () => {
    await openssl(
      ...[
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        'self.key',
        '-subj',
        `/CN=${host}`,
        '-days',
        '60',
      ],
      ...['-addext', `subjectAltName=DNS:${host}`, '-out', 'self.pem'],
    );
    const session = await check(await serve({ cert: at('self.pem'), key: at('self.key') }));
    const judgement = judge(session);
    expect(tlsIds(judgement)).toEqual(['tls-untrusted-root']);
    expect(judgement.findings[0]?.title).toMatch(/self-signed/);
    expect(session.connections.flatMap(({ tls }) => tls?.built?.end ?? [])).toContain('self-signed');
  });

  test('a private authority, whole chain', async () => {
    const session = await check(await serve(await issue('private'), ...withChain), undefined, []);
    expect(tlsIds(judge(session))).toEqual(['tls-untrusted-root']);
    expect(session.connections.flatMap(({ tls }) => tls?.built?.end ?? [])).not.toContain('self-signed');
  });

  test('an incomplete chain, proven by the issuer that was fetched', async () => {
    await openssl('x509', '-in', 'middle.pem', '-outform', 'DER', '-out', 'middle.cer');
    const issuer = await publish('application/pkix-cert', () => readFile(at('middle.cer')));
    const session = await check(await serve(await issue('lone')), issuer);
    const judgement = judge(session);
    expect({ worst: worst(judgement), tls: tlsIds(judgement) }).toEqual({
      worst: 'tls-missing-intermediate',
      tls: ['tls-missing-intermediate'],
    });
    const built = session.connections.flatMap(({ tls }) => tls?.built ?? [])[0];
    expect(built?.path.map(({ origin }) => origin)).toEqual(['sent', 'fetched', 'store']);
    expect(built).toMatchObject({ end: 'trusted-root', anchor: 'given' });
    // A file gives back what the walk recorded.
    const file = readSessionFile(writeSessionFile(session));
    expect(file.ok && file.session).toEqual(session);
    expect(judgement.findings[0]?.evidence.some(({ exchangeId }) => exchangeId !== undefined)).toBe(true);
  });

  test.each(['good', 'revoked'] as const)('OCSP: %s, by openssl ocsp', async (state) => {
    const made = await issue(`ocsp-${state}`, { profile: 'leaf_ocsp' });
    if (state === 'revoked') await openssl('ca', '-config', 'openssl.cnf', '-revoke', made.cert);
    const port = await freePort();
    await start(
      /waiting for OCSP client/i,
      ...['ocsp', '-index', 'index.txt', '-port', String(port), '-rsigner', 'middle.pem', '-rkey', 'middle.key'],
      ...['-CA', 'middle.pem', '-ndays', '2'],
    );
    const session = await check(await serve(made, ...withChain), port);
    const checks = session.connections.flatMap(({ tls }) => tls?.revocation ?? []);
    expect(checks[0]).toMatchObject({ via: 'ocsp', status: state, index: 0 });
    expect(tlsIds(judge(session))).toEqual(state === 'revoked' ? ['tls-revoked'] : []);
  });

  test('revoked, by the CRL alone', async () => {
    const made = await issue('listed', { profile: 'leaf_crl' });
    await openssl('ca', '-config', 'openssl.cnf', '-revoke', made.cert);
    await openssl('ca', '-config', 'openssl.cnf', '-gencrl', '-out', 'middle.crl.pem');
    await openssl('crl', '-in', 'middle.crl.pem', '-outform', 'DER', '-out', 'middle.crl');
    const issuer = await publish('application/pkix-crl', () => readFile(at('middle.crl')));
    const session = await check(await serve(made, ...withChain), issuer);
    expect(session.connections.flatMap(({ tls }) => tls?.revocation ?? [])[0]).toMatchObject({
      via: 'crl',
      status: 'revoked',
    });
    expect(worst(judge(session))).toBe('tls-revoked');
  });

  test('revocation servers that cannot be reached', async () => {
    const made = await issue('unasked', { profile: 'leaf_ocsp' });
    const session = await check(await serve(made, ...withChain), await freePort());
    expect(tlsIds(judge(session))).toEqual(['tls-revocation-unreachable']);
  });

  test('versions by a ClientHello of our own are what openssl says it offers', async () => {
    const session = await check(
      await serve(await issue('versions'), ...withChain, '-cipher', 'ALL:@SECLEVEL=0', '-no_tls1_3'),
    );
    const facts = session.steps.find(({ kind }) => kind === 'tls.probe')?.facts.map(({ value }) => value.split(' ', 2));
    expect(facts).toEqual([
      ['TLSv1', 'offered'],
      ['TLSv1.1', 'offered'],
      ['TLSv1.2', 'offered'],
      ['TLSv1.3', 'refused'],
    ]);
  });
});
