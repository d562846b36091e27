/**
 * Certificates that are wrong in one way each, shown by `openssl s_server` in place of the lab's reverse proxy. The
 * certificates are made by openssl, too: nothing here comes from the code under test.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startLab, type RunningLab } from '../../lab/index.js';
import { judge } from '../../shared/audits/judge.js';
import type { Judgement } from '../../shared/audits/audit.js';
import { readSessionFile, writeSessionFile } from '../../shared/session/file.js';
import type { Session } from '../../shared/session/model.js';
import {
  at,
  freePort,
  hasOpenssl,
  host,
  issue,
  issuerHost,
  makeAuthority,
  openssl,
  publish,
  removeAuthority,
  respond,
  selfSigned,
  serve,
  stopPeers,
  withChain,
} from './support/opensslPeer.js';
import { walkIn } from './support/walks.js';

let lab: RunningLab;
beforeAll(async () => {
  if (!hasOpenssl) return;
  await makeAuthority();
  lab = await startLab({ deployment: 'sfb2015', from: 'outside' });
}, 60_000);
afterEach(stopPeers);
afterAll(async () => {
  if (!hasOpenssl) return;
  await lab.stop();
  await removeAuthority();
});

/** A check of the lab in which `port` stands where the reverse proxy was. */
async function check(port: number, issuerPort?: number, authorities?: readonly string[]): Promise<Session> {
  const root = await readFile(at('root.pem'), 'utf8');
  return walkIn(lab, {
    password: { mode: 'none' },
    connectTo: [
      `${host}:443:127.0.0.1:${port}`,
      ...(issuerPort === undefined ? [] : [`${issuerHost}:80:127.0.0.1:${issuerPort}`]),
      ...lab.connectTo,
    ],
    authorities: [lab.caPem, ...(authorities ?? [root])],
  });
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
    const session = await check(await serve(await selfSigned()));
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
    const port = await respond();
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
