/** Which services are asked where, by the published addresses of a pool; what is left out, and why; the budget. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TimeBudget } from '../../../main/flows/serviceTests/budget.js';
import { testsOf, testsOfSettings, whyNotNamed } from '../../../main/flows/serviceTests/catalogue.js';
import { covers } from '../../../main/flows/serviceTests/tickets.js';
import type { AutodiscoverDocument } from '../../../shared/protocol/autodiscover.js';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/services/${name}`, import.meta.url), 'utf8');

const sides = { internal: 'internalweb.contoso.net', external: 'csweb.contoso.com' } as const;
const links = (paths: Readonly<Record<string, string>>): AutodiscoverDocument['links'] =>
  Object.entries(sides).flatMap(([side, host]) =>
    Object.entries(paths).map(([token, path]) => ({ token: `${side}/${token}`, href: `https://${host}${path}` })),
  );
const document = (paths: Readonly<Record<string, string>>): AutodiscoverDocument => ({
  kind: 'user',
  form: 'autodiscover-xml',
  accessLocation: 'External',
  links: links(paths),
  sipServers: [],
});
const autodiscover = { Autodiscover: '/Autodiscover/AutodiscoverService.svc/root' };

test('the paths beside the links are those a pool publishes', () => {
  const published = new Map(
    [...fixture('get-csservice-webserver-2013.txt').matchAll(/^(\w+) : (https:\S+)$/gm)].map(([, name, url]) => [
      name,
      url?.toLowerCase(),
    ]),
  );
  const tests = testsOf(document(autodiscover));
  const urlOf = (service: string, side: string): string | undefined =>
    tests.find((one) => one.service === service && one.side === side)?.url.toLowerCase();
  for (const [service, name, sidesOf] of [
    ['AddressBook', 'ABHandler', ['Internal', 'External']],
    ['GroupExpansion', 'DLExpansion', ['Internal', 'External']],
    ['DeviceUpdates', 'DeviceUpdateDownload', ['Internal', 'External']],
    ['LocationInformation', 'LIService', ['Internal']],
    ['ResponseGroups', 'RgsAgentService', ['Internal']],
    ['Meet', 'Meet', ['External']],
    ['DialIn', 'Dialin', ['External']],
  ] as const) {
    for (const side of sidesOf) {
      expect(published.get(`${name}${side}Uri`)).toBeDefined();
      expect(urlOf(service, side.toLowerCase())).toBe(published.get(`${name}${side}Uri`));
    }
  }
  expect(urlOf('ControlPanel', 'internal')).toBe(`${published.get('CscpInternalUri') ?? ''}/`);
  expect(urlOf('LocationInformation', 'external')).toBeUndefined();
});

test('outside, the control panel must refuse; inside it may answer', () => {
  const goodOf = (side: string): readonly number[] =>
    testsOf(document(autodiscover)).find((one) => one.service === 'ControlPanel' && one.side === side)?.good ?? [];
  expect(goodOf('external')).toEqual([403, 404, 410]);
  expect(goodOf('internal')).toContain(401);
});

test('settings add only addresses that were not asked', () => {
  const entries = [...fixture('inband-serverconfiguration-2013.txt').matchAll(/^Property\[ (\w+) \] = (\S+)$/gm)].map(
    ([, name = '', value = '']) => ({ name, value }),
  );
  const tests = testsOfSettings(entries, []);
  expect(tests.map(({ side, service, url }) => `${side} ${service} ${new URL(url).pathname}`).toSorted()).toEqual([
    'external AddressBook /abs/handler',
    'external DeviceUpdates /RequestHandlerExt/ucdevice.upx',
    'external DialIn /',
    'external GroupExpansion /groupexpansion/service.svc',
    'external ResponseGroups /RgsClients/AgentService.svc',
    'internal AddressBook /abs/handler',
    'internal DeviceUpdates /RequestHandler/ucdevice.upx',
    'internal DialIn /',
    'internal GroupExpansion /groupexpansion/service.svc',
    'internal LocationInformation /locationinformation/liservice.svc',
    'internal ResponseGroups /RgsClients/AgentService.svc',
  ]);
  expect(testsOfSettings(entries, tests)).toEqual([]);
  expect(testsOfSettings([{ name: '__proto__', value: 'https://x/' }], [])).toEqual([]);
  expect(testsOfSettings([{ name: 'lisInternalUrl', value: 'http://x/' }], [])).toEqual([]);
});

test('a further address of a service says where it is, the first one does not', () => {
  const entry = { name: 'cwaExternalUri', value: 'https://dialin.contoso.com/' };
  const done = testsOf(document(autodiscover)).filter(({ service }) => service === 'DialIn');
  expect(done.map(({ further }) => further)).toEqual([undefined, undefined]);
  expect(testsOfSettings([entry], done).map(({ further }) => further)).toEqual(['dialin.contoso.com']);
  expect(testsOfSettings([entry], []).map(({ further }) => further)).toEqual([undefined]);
});

test('a missing link is said to be missing by version only where that is known', () => {
  const newer = document({ ...autodiscover, Ucwa: '/ucwa' });
  expect(whyNotNamed(newer, 'external', 'Ucwa', false)).toBeUndefined();
  expect(whyNotNamed(newer, 'external', 'Mcx', false)).toMatch(/^not offered by this version/);
  expect(whyNotNamed(newer, 'external', 'WebScheduler', false)).toBe('the user document does not name it');
  expect(whyNotNamed(document(autodiscover), 'external', 'Mcx', false)).toBe('the user document does not name it');
  expect(whyNotNamed(document(autodiscover), 'internal', 'Ucwa', true)).toBe('not offered by this version');
  const half = { ...newer, links: newer.links.filter(({ token }) => token !== 'internal/Ucwa') };
  expect(whyNotNamed(half, 'internal', 'Ucwa', false)).toMatch(/other side/);
});

test('a ticket covers its own address and what lies below, on its own host', () => {
  const ticket = (audience: string) => ({
    assertion: `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion"><saml:Audience>${audience}</saml:Audience></saml:Assertion>`,
  });
  const asked = 'https://web.contoso.com/groupexpansion/service.svc';
  expect(covers(ticket('https://WEB.contoso.com:443/GroupExpansion/service.svc'), asked)).toBe(true);
  expect(covers(ticket('https://web.contoso.com/'), asked)).toBe(true);
  expect(covers(ticket('https://web.contoso.com/group'), asked)).toBe(false);
  expect(covers(ticket('https://other.contoso.com/'), asked)).toBe(false);
  expect(covers(ticket('nonsense'), asked)).toBe(false);
  expect(covers({ assertion: '<broken' }, asked)).toBe(false);
});

test('the budget does not run while something else is waited for, and shortens the last wait', async () => {
  let now = 1000;
  const budget = new TimeBudget(() => now, 20_000);
  now += 5000;
  expect(budget.left()).toBe(15_000);
  expect(budget.waitWithin(10_000)).toEqual({});
  await budget.pause(
    Promise.resolve().then(() => {
      now += 60_000;
    }),
  );
  expect(budget.left()).toBe(15_000);
  now += 9000;
  expect(budget.waitWithin(10_000)).toEqual({ waitMs: 6000 });
  now += 9000;
  expect(budget.left()).toBe(0);
  expect(budget.reason).toContain('20 seconds');
});
