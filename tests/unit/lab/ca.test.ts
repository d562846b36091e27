// Certificates as OpenSSL reads them: chain, names, dates, extensions.
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { privateAuthority, publicAuthority, type LeafRequest } from '../../../lab/ca.js';

const request: LeafRequest = {
  keyLabel: 'proxy',
  organization: 'Contoso',
  commonName: 'web01.contoso.example',
  names: ['lyncdiscover.contoso.example', 'web01.contoso.example'],
  expired: false,
};

function split(pem: string): X509Certificate[] {
  return pem
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .filter((part) => part.trim() !== '')
    .map((part) => new X509Certificate(part));
}

test('a server certificate chains to the root over the intermediate that is sent', async () => {
  const authority = await publicAuthority();
  const identity = await authority.issue(request);
  const [leaf, issuing, ...rest] = split(identity.certificateChain);
  const root = new X509Certificate(authority.rootPem);
  if (leaf === undefined || issuing === undefined) throw new Error('the chain is too short');
  expect(rest).toEqual([]);
  expect([leaf.verify(issuing.publicKey), issuing.verify(root.publicKey), root.verify(root.publicKey)]).toEqual([
    true,
    true,
    true,
  ]);
  expect([leaf.checkIssued(issuing), issuing.checkIssued(root), leaf.ca, issuing.ca, root.ca]).toEqual([
    true,
    true,
    false,
    true,
    true,
  ]);
  expect(leaf.raw.equals(identity.leaf)).toBe(true);
  expect(leaf.checkPrivateKey(createPrivateKey(identity.privateKey))).toBe(true);
  expect(createPublicKey(identity.privateKey).asymmetricKeyDetails?.modulusLength).toBe(2048);
  expect(leaf.subjectAltName).toBe('DNS:web01.contoso.example, DNS:lyncdiscover.contoso.example');
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
});

test('an expired one ran out while its issuer is still good', async () => {
  const identity = await (await publicAuthority()).issue({ ...request, expired: true });
  const [leaf, issuing] = split(identity.certificateChain);
  expect(Date.parse(leaf?.validTo ?? '')).toBeLessThan(Date.now());
  expect(Date.parse(issuing?.validTo ?? '')).toBeGreaterThan(Date.now());
});

test("a company's own authority is another root, which appliances send along", async () => {
  const trusted = await publicAuthority();
  const appliance = await (await privateAuthority('CONTOSO', true)).issue(request);
  const server = await (await privateAuthority('CONTOSO', false)).issue(request);
  const chain = split(appliance.certificateChain);
  expect(chain).toHaveLength(3);
  expect(split(server.certificateChain)).toHaveLength(2);
  expect(chain[2]?.issuer).toBe(chain[2]?.subject);
  expect(chain.some((certificate) => certificate.verify(new X509Certificate(trusted.rootPem).publicKey))).toBe(false);
});
