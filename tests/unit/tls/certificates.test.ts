/** What fields say by themselves, and the endpoints that documents name. */
import { describe, expect, test } from 'vitest';
import {
  lifetimeDays,
  mostLifetimeDays,
  nameCovers,
  weakDigest,
  weakKey,
} from '../../../shared/protocol/certificates.js';
import { EndpointList } from '../../../main/flows/endpointList.js';
import { certificate } from '../audits/build.js';

// RFC 9525, section 6.3, and RFC 6125, section 6.4.3.
test.each([
  ['web.contoso.com', 'WEB.contoso.com', true],
  ['*.contoso.com', 'web.contoso.com', true],
  ['*.contoso.com', 'a.web.contoso.com', false],
  ['*.contoso.com', 'contoso.com', false],
  ['*.com', 'contoso.com', false],
  ['w*.contoso.com', 'web.contoso.com', false],
  ['*.contoso.com', '.contoso.com', false],
  ['web.contoso.com', 'web.contoso.com.', true],
])('%s for %s: %s', (name, host, covers) => {
  expect(nameCovers(name, host)).toBe(covers);
});

test('keys and digests', () => {
  const of = (fields: object) => certificate('x', fields);
  expect(weakKey(of({ publicKey: 'RSA 1024' }))).toMatch(/2048/);
  expect(weakKey(of({ publicKey: 'RSA 2048' }))).toBeUndefined();
  expect(weakKey(of({ publicKey: 'EC P-256' }))).toBeUndefined();
  expect(weakKey(of({ publicKey: 'EC P-224' }))).toMatch(/P-256/);
  expect(weakDigest(of({ signatureAlgorithm: 'SHA-1 with ECDSA' }))).toBe('SHA-1');
  expect(weakDigest(of({ signatureAlgorithm: '1.2.840.113549.1.1.4' }))).toBe('MD5');
  expect(weakDigest(of({ signatureAlgorithm: 'SHA-256 with RSA' }))).toBeUndefined();
  expect(weakDigest(of({ signatureAlgorithm: 'SHA-512 with RSA' }))).toBeUndefined();
});

test('lifetimes by the day of issue', () => {
  expect(mostLifetimeDays('2020-09-01T00:00:00Z')).toBe(398);
  expect(mostLifetimeDays('2026-03-14T23:59:59Z')).toBe(398);
  expect(mostLifetimeDays('2026-03-15T00:00:00Z')).toBe(200);
  expect(mostLifetimeDays('2027-03-15T00:00:00Z')).toBe(100);
  expect(mostLifetimeDays('2029-03-15T00:00:00Z')).toBe(47);
  expect(lifetimeDays(certificate('x', { notBefore: '2026-04-01T00:00:00Z', notAfter: '2026-10-17T23:59:59Z' }))).toBe(
    200,
  );
});

describe('the list of endpoints', () => {
  const document = (links: readonly { token: string; href: string }[]) =>
    ({ form: 'autodiscover-xml', kind: 'user', accessLocation: undefined, links, sipServers: [] }) as const;

  async function all(list: EndpointList): Promise<readonly string[]> {
    list.close();
    const found: string[] = [];
    for (let next = await list.next(); next !== undefined; next = await list.next())
      found.push(`${next.side} ${next.host}:${next.port}`);
    return found;
  }

  test('each place once, by the side its link is for; nothing but https', async () => {
    const list = new EndpointList();
    list.learnDocument(
      document([
        { token: 'External/Ucwa', href: 'https://web.contoso.com/ucwa' },
        { token: 'External/Mcx', href: 'https://WEB.contoso.com:443/mcx' },
        { token: 'Internal/Mcx', href: 'https://pool.contoso.local/mcx' },
        { token: 'Self', href: 'http://web.contoso.com/' },
        { token: 'User', href: '/relative' },
      ]),
      'external',
    );
    expect(await all(list)).toEqual(['external web.contoso.com:443', 'internal pool.contoso.local:443']);
  });

  test('a place that both sides lead to is listed for either', async () => {
    const list = new EndpointList();
    list.learnDocument(
      document([
        { token: 'External/Mcx', href: 'https://web.contoso.com/mcx' },
        { token: 'Internal/Mcx', href: 'https://web.contoso.com/mcx' },
      ]),
      'internal',
    );
    expect(await all(list)).toEqual(['external web.contoso.com:443', 'internal web.contoso.com:443']);
  });

  test('a document that names thousands is not followed', async () => {
    const list = new EndpointList();
    const links = Array.from({ length: 5000 }, (_, index) => ({
      token: 'User',
      href: `https://h${index}.contoso.com/`,
    }));
    list.learnDocument(document(links), 'external');
    expect((await all(list)).length).toBe(24);
  });

  test('whoever waits is told, and the end too', async () => {
    const list = new EndpointList();
    const waiting = [list.next(), list.next()];
    list.learnDiscovery('https://lyncdiscover.contoso.com/?x=1', 'external');
    list.close();
    expect((await Promise.all(waiting)).map((one) => one?.host)).toEqual(['lyncdiscover.contoso.com', undefined]);
  });
});
