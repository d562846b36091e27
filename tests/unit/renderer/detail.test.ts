/** DNS messages, certificates and numbers as the page reads them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonName, datesOf, judgedFields, nameMatches, pemOf } from '../../../renderer/detail/certificateFields.js';
import { readDnsMessage } from '../../../renderer/detail/dnsMessage.js';
import { bytes, duration, utcClock, utcSecond } from '../../../renderer/common/format.js';
import { tabFor } from '../../../renderer/detail/tabs.js';
import { rowsOf, type Row } from '../../../renderer/state/rows.js';
import type { Session, TlsHandshake } from '../../../shared/session/model.js';
import { reduceSession } from '../../../shared/session/reduce.js';
import { chain } from '../../fixtures/page/build.js';
import { failedWalk } from '../../fixtures/page/failedWalk.js';

describe('a DNS message', () => {
  it('is read with compressed names and service records', () => {
    const message = Uint8Array.from([
      0x12, 0x34, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, 4, 95, 115, 105, 112, 4, 95, 116, 108, 115, 1, 99, 0, 0, 33, 0, 1,
      0xc0, 0x0c, 0, 33, 0, 1, 0, 0, 1, 0x2c, 0, 12, 0, 0, 0, 5, 1, 187, 3, 115, 105, 112, 0xc0, 22,
    ]);
    expect(readDnsMessage(message)).toEqual({
      id: 0x1234,
      flags: ['answer', 'authoritative', 'recursion desired', 'recursion available'],
      rcode: 'NOERROR',
      sections: [
        { title: 'Question', entries: [{ name: '_sip._tls.c', type: 'SRV' }] },
        { title: 'Answer', entries: [{ name: '_sip._tls.c', type: 'SRV', ttlSeconds: 300, data: '0 5 443 sip.c' }] },
      ],
    });
  });
  it('that is none is no message, whatever its bytes, and none loops', () => {
    expect(readDnsMessage(Uint8Array.from([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 0x0c]))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (data) => void readDnsMessage(data)));
  });
});

describe('a certificate', () => {
  const [leaf] = chain;
  if (leaf?.fields === undefined) throw new Error('the fixture has no leaf');
  const { notBefore, notAfter } = leaf.fields;
  const day = 86_400_000;
  it('is judged at the time it was shown', () => {
    const at = (ms: number): string | undefined => datesOf(leaf, ms)?.words;
    expect(at(Date.parse(notBefore) - 1)).toBe('Not valid yet');
    expect(at(Date.parse(notAfter) - 21.5 * day)).toBe('Valid, 21 days left');
    expect(datesOf(leaf, Date.parse(notAfter) - 21.5 * day)?.status).toBe('warning');
    expect(at(Date.parse(notAfter) + 1.5 * day)).toBe('Expired, 1 day ago');
  });
  it.each([
    ['DNS:lyncweb.contoso.com', 'LyncWeb.contoso.com', true],
    ['DNS:*.contoso.com', 'a.contoso.com', true],
    ['DNS:*.contoso.com', 'a.b.contoso.com', false],
    ['DNS:*.contoso.com', 'contoso.com', false],
    ['IP:192.0.2.1', '192.0.2.1', true],
  ])('with %s covers %s: %s', (name, host, covers) => expect(nameMatches(name, host)).toBe(covers));
  it('without the name, or from an unknown authority, says so', () => {
    const tls: TlsHandshake = {
      startedMs: 0,
      serverName: 'other.contoso.com',
      chain,
      verification: { trusted: false, code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', nameMatches: false },
    };
    const fields = judgedFields(leaf, 0, tls, Date.parse(notBefore) + day);
    expect(fields.filter((field) => field.status === 'failed').map((field) => [field.name, field.value])).toEqual([
      ['Name', 'Asked for other.contoso.com. No name matches.'],
      ['Trust', 'Issuer not sent, not known here'],
    ]);
  });
  it.each([
    ['CERT_HAS_EXPIRED', 'trusted-root', 'passed'],
    ['CERT_NOT_YET_VALID', 'trusted-root', 'passed'],
    ['CERT_HAS_EXPIRED', 'untrusted-root', 'failed'],
    ['CERT_HAS_EXPIRED', 'open', 'failed'],
    ['CERT_REVOKED', 'trusted-root', 'failed'],
  ] as const)('where the verifier says %s and the chain ends in %s, trust has %s', (code, end, status) => {
    const verification = { trusted: false, code, nameMatches: true };
    const tls: TlsHandshake = { startedMs: 0, serverName: 'web.contoso.com', chain, verification };
    const built = { path: chain.map((certificate) => ({ origin: 'sent', certificate }) as const), end };
    const fields = judgedFields(leaf, 0, tls, Date.parse(notAfter) + day, built);
    expect(fields.find(({ name }) => name === 'Trust')?.status).toBe(status);
    // Expired is red in its own line, whatever the chain.
    expect(fields.find(({ name }) => name === 'Dates')?.status).toBe('failed');
  });
  it('keeps its bytes in PEM', () => {
    const lines = pemOf(leaf).trim().split('\n');
    expect(lines[0]).toBe('-----BEGIN CERTIFICATE-----');
    expect(lines.slice(1, -1).join('')).toBe(leaf.der);
    expect(Math.max(...lines.map((line) => line.length))).toBe(64);
  });
  it.each([
    ['CN=a.b, O=C', 'a.b'],
    ['O=C, CN="a, b"', 'a, b'],
    ['O=C', 'O=C'],
    ['O=C\nCN=a', 'a'],
  ])('%s is called %s', (name, common) => expect(commonName(name)).toBe(common));
});

it('numbers are written for reading', () => {
  expect([999, 9999, 10_000, 5_240_000].map(bytes)).toEqual(['999 B', '9,999 B', '10.0 kB', '5.2 MB']);
  expect([0, 0.4, 24.4, 999.6, 4100, 120_000].map(duration)).toEqual([
    '0 ms',
    '< 1 ms',
    '24 ms',
    '1.00 s',
    '4.10 s',
    '2.0 min',
  ]);
  expect(utcSecond('2026-11-20T14:32:07.094Z')).toBe('20 Nov 2026, 14:32:07 UTC');
  expect(utcClock('2026-11-20T14:32:07.094Z', 164)).toBe('14:32:07.258');
});

it('the chosen tab stays when the row changes, if the new row has it or its like', () => {
  const session = failedWalk().reduce(reduceSession, null as Session | null);
  const rows = session === null ? [] : rowsOf(session);
  const row = (kind: Row['kind']): Row => {
    const found = rows.find((each) => each.kind === kind);
    if (found === undefined) throw new Error(`no ${kind}`);
    return found;
  };
  expect(tabFor(row('exchange'), 'response')).toBe('response');
  expect(tabFor(row('lookup'), 'response')).toBe('answer');
  expect(tabFor(row('exchange'), 'query')).toBe('request');
  expect(tabFor(row('connection'), 'response')).toBe('overview');
  expect(tabFor(row('connection'), 'timing')).toBe('timing');
});
