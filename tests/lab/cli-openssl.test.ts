/** `lyncscope check` against `openssl s_server` put in place of the lab's reverse proxy: each bad certificate by its name. */
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../shared/report.js';
import { buildCli, cli } from './support/cliProcess.js';
import {
  at,
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
  type Made,
} from './support/opensslPeer.js';

beforeAll(async () => {
  if (!hasOpenssl) return;
  buildCli();
  await makeAuthority();
}, 180_000);
afterEach(stopPeers);
afterAll(removeAuthority);

/** The command line as a person types it; the lab is there for everything but the name that s_server stands for. */
async function check(port: number, ...more: readonly string[]): Promise<{ status: number | null; report: Report }> {
  const rule = ['--connect-to', `${host}:443:127.0.0.1:${port}`];
  const { status, stdout, stderr } = await cli([
    ...['check', '--lab', 'sfb2015', '--from', 'outside', '--no-password', '--json', '--ca', at('root.pem')],
    ...[...rule, ...more],
  ]);
  expect(stderr).toBe('');
  return { status, report: JSON.parse(stdout) as Report };
}

const weak = ['-cipher', 'ALL:@SECLEVEL=0'] as const;

const cases: readonly (readonly [name: string, id: string, make: () => Promise<Made>, server: readonly string[]])[] = [
  ['expired', 'tls-expired', () => issue('x1', { dates: ['20240101000000Z', '20240601000000Z'] }), withChain],
  ['of another name', 'tls-name-mismatch', () => issue('x2', { profile: 'other_name' }), withChain],
  ['self-signed', 'tls-untrusted-root', selfSigned, []],
  ['without its intermediate', 'tls-missing-intermediate', () => issue('x3'), []],
  ['signed over SHA-1', 'tls-weak-signature', () => issue('x4', { digest: 'sha1' }), [...withChain, ...weak]],
  ['with a key of 1024 bits', 'tls-weak-key', () => issue('x5', { bits: 1024 }), [...withChain, ...weak]],
  ['shown over TLS 1.0 only', 'tls-version-mismatch', () => issue('x6'), [...withChain, '-tls1', ...weak]],
];

describe.skipIf(!hasOpenssl)('a certificate', () => {
  it.each(cases)(
    '%s is %s',
    async (name, id, make, server) => {
      const made = await make();
      const more = name === 'without its intermediate' ? await issuerOnTheWeb() : [];
      const { status, report } = await check(await serve(made, ...server), ...more);
      const serious = report.findings.filter(({ severity }) => severity !== 'info').map((finding) => finding.id);
      expect({ status, first: serious[0], tls: serious.filter((one) => one.startsWith('tls-')) }).toEqual({
        // Where TLS is too old, discovery goes on over port 80 and reaches the pool.
        status: id === 'tls-version-mismatch' ? 0 : 1,
        first: id,
        tls: [id],
      });
    },
    120_000,
  );

  it('that was revoked, says `openssl ocsp`', async () => {
    const made = await issue('x7', { profile: 'leaf_ocsp' });
    await openssl('ca', '-config', 'openssl.cnf', '-revoke', made.cert);
    const responder = ['--connect-to', `${issuerHost}:80:127.0.0.1:${await respond()}`];
    const { status, report } = await check(await serve(made, ...withChain), ...responder);
    expect([status, report.findings[0]?.id]).toEqual([1, 'tls-revoked']);
    expect(report.findings[0]?.cause).toMatch(/OCSP responder of its authority .* revoked on \d{4}-\d\d-\d\d\./);
  }, 120_000);

  it('that is sound gives no finding of TLS', async () => {
    const { report } = await check(await serve(await issue('x8'), ...withChain));
    expect(report.findings.filter(({ id, severity }) => id.startsWith('tls-') && severity !== 'info')).toEqual([]);
  }, 120_000);
});

async function issuerOnTheWeb(): Promise<readonly string[]> {
  await openssl('x509', '-in', 'middle.pem', '-outform', 'DER', '-out', 'middle.cer');
  const port = await publish('application/pkix-cert', () => readFile(at('middle.cer')));
  return ['--connect-to', `${issuerHost}:80:127.0.0.1:${port}`];
}
