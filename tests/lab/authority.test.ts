/** The lab's authority as openssl sees it: its OCSP answers and revocation lists are judged by somebody else's code. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicAuthority, type Authority, type LeafRequest } from '../../lab/ca.js';

const run = promisify(execFile);
const hasOpenssl = await run('openssl', ['version']).then(
  ({ stdout }) => /OpenSSL 3/.test(stdout),
  () => false,
);
if (!hasOpenssl) process.stderr.write("SKIPPED: openssl 3 is not there, so nobody checks the lab's authority.\n");

const request: LeafRequest = {
  keyLabel: 'authority test',
  organization: 'Contoso',
  commonName: 'web01.contoso.example',
  names: [],
  expired: false,
};

let folder: string;
let authority: Authority;
const at = (name: string): string => join(folder, name);
const openssl = async (...parameters: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await run('openssl', [...parameters], { cwd: folder }).catch((error: unknown) => {
    if (typeof error !== 'object' || error === null) throw error;
    return { stdout: String(Reflect.get(error, 'stdout')), stderr: String(Reflect.get(error, 'stderr')) };
  });
  return `${stdout}${stderr}`;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lyncscope-authority-'));
  authority = await publicAuthority();
  const good = await authority.issue(request);
  const revoked = await authority.issue({ ...request, revoked: true });
  const [leaf = '', issuing = ''] = good.certificateChain.split(/(?<=-----END CERTIFICATE-----\n)/);
  await writeFile(at('good.pem'), leaf);
  await writeFile(at('revoked.pem'), revoked.certificateChain.split(/(?<=-----END CERTIFICATE-----\n)/)[0] ?? '');
  await writeFile(at('issuing.pem'), issuing);
  await writeFile(at('root.pem'), authority.rootPem);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(!hasOpenssl)('as openssl sees it', () => {
  test.each([
    ['good', 'sha1'],
    ['revoked', 'sha1'],
    ['good', 'sha256'],
  ])('its responder says %s, asked with %s', async (state, digest) => {
    await openssl(
      'ocsp',
      `-${digest}`,
      '-issuer',
      'issuing.pem',
      '-cert',
      `${state}.pem`,
      '-no_nonce',
      '-reqout',
      'req',
    );
    await writeFile(at('resp'), await authority.revocations.answer(await readFile(at('req'))));
    const files = [
      '-issuer',
      'issuing.pem',
      '-cert',
      `${state}.pem`,
      '-CAfile',
      'root.pem',
      '-verify_other',
      'issuing.pem',
    ];
    const said = await openssl('ocsp', `-${digest}`, '-respin', 'resp', ...files);
    expect(said).toMatch(/Response verify OK/);
    expect(said).toMatch(new RegExp(`${state}\\.pem: ${state}`));
    expect(said.includes('Reason: keyCompromise')).toBe(state === 'revoked');
  });

  test('its lists name what was revoked, and are signed', async () => {
    await writeFile(at('list.crl'), await authority.revocations.list());
    await writeFile(at('root.crl'), await authority.revocations.rootList());
    for (const name of ['list', 'root'])
      await openssl('crl', '-inform', 'DER', '-in', `${name}.crl`, '-out', `${name}.pem.crl`);
    const verify = (leaf: string): Promise<string> =>
      openssl(
        ...['verify', '-crl_check_all', '-CRLfile', 'list.pem.crl', '-CRLfile', 'root.pem.crl'],
        ...['-CAfile', 'root.pem', '-untrusted', 'issuing.pem', leaf],
      );
    expect(await verify('good.pem')).toBe('good.pem: OK\n');
    expect(await verify('revoked.pem')).toMatch(/certificate revoked/);
  });

  test('it answers nothing about certificates of others, and nothing to noise', async () => {
    await openssl('ocsp', '-issuer', 'root.pem', '-cert', 'issuing.pem', '-no_nonce', '-reqout', 'other');
    await writeFile(at('refused'), await authority.revocations.answer(await readFile(at('other'))));
    expect(await openssl('ocsp', '-respin', 'refused', '-resp_text')).toMatch(/unauthorized/);
    await writeFile(at('malformed'), await authority.revocations.answer(Buffer.from('GET / HTTP/1.1')));
    expect(await openssl('ocsp', '-respin', 'malformed', '-resp_text')).toMatch(/malformedrequest/);
  });
});
