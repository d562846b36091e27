/** What is sent to OrgID and AD FS, and what they give, is masked by its shape alone: no secret was told before. */
import { expect, test } from 'vitest';
import { findShaped } from '../../../main/engine/secrets/structure.js';
import { orgIdRequest, stsRequest } from '../../../shared/protocol/orgIdRequest.js';

const request = {
  version: '2005',
  endpoint: 'https://login.microsoftonline.com/RST2.srf',
  messageId: 'id',
  appliesTo: 'urn:federation:MicrosoftOnline',
  created: '2026-01-02T03:04:05Z',
  expires: '2026-01-02T03:09:05Z',
} as const;

const masked = (text: string): string => {
  let shown = text;
  for (const { from, to } of findShaped(text)) shown = shown.slice(0, from) + '*'.repeat(to - from) + shown.slice(to);
  return shown;
};

test('the password of both requests', () => {
  const proof = { kind: 'password', userName: 'anna@contoso.com', password: 'Secr&et 7' } as const;
  for (const body of [orgIdRequest({ ...request, proof }), stsRequest({ ...request, proof })]) {
    expect(body).toContain('Secr&amp;et 7');
    expect(masked(body)).not.toMatch(/Secr|et 7/);
    expect(masked(body)).toContain('anna@contoso.com');
  }
});

test.each([
  ['<saml:Assertion xmlns:saml="urn:s"><x>tokenbytes</x></saml:Assertion>'],
  ['<EncryptedData xmlns="urn:e"><CipherData><CipherValue>tokenbytes</CipherValue></CipherData></EncryptedData>'],
  ['<wsse:BinarySecurityToken xmlns:wsse="urn:w" Id="Compact0">t=tokenbytes&amp;p=</wsse:BinarySecurityToken>'],
])('the token %s, sent and received', (token) => {
  expect(masked(orgIdRequest({ ...request, proof: { kind: 'token', token } }))).not.toContain('tokenbytes');
  expect(masked(`<RequestedSecurityToken>${token}</RequestedSecurityToken>`)).not.toContain('tokenbytes');
});
