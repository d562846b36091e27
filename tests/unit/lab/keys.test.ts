/** Whose keys the lab signs with: a role's own for as long as the process lives, or fresh ones. */
import { expect, it } from 'vitest';
import { drawKeyPair, keptKeyPair } from '../../../lab/keys.js';
import type { LabEnvironment } from '../../../lab/types.js';
import { createTicketIssuer, type TicketIssuer } from '../../../lab/web/webTicket/assertion.js';

const issuer = (environment: Partial<LabEnvironment>): TicketIssuer =>
  createTicketIssuer('urn:lync:contoso', { now: () => Date.UTC(2026, 0, 1), ...environment });
const request = {
  sipAddress: 'lena@contoso.com',
  audience: 'https://web1.contoso.com/',
  method: 'password',
  proofKey: undefined,
} as const;

it('a role keeps its pair, and another role has another', async () => {
  expect(await keptKeyPair('a')).toBe(await keptKeyPair('a'));
  expect(await keptKeyPair('a')).not.toBe(await keptKeyPair('b'));
  expect(await drawKeyPair()).not.toBe(await drawKeyPair());
});

it('issuers with the keys of one environment believe each other, those with keys of their own do not', async () => {
  const asked: string[] = [];
  const environment = {
    keyPair: (role: string) => {
      asked.push(role);
      return keptKeyPair(role);
    },
  };
  const { xml } = await issuer(environment).issue(request);
  expect(await issuer(environment).verify(xml)).toMatchObject({ ok: true });
  expect(new Set(asked)).toEqual(new Set(['tickets of urn:lync:contoso']));
  expect(await issuer({}).verify(xml)).toEqual({ ok: false, why: 'unverifiable' });
});
