/** Several servers behind one name: how the lab's load balancer deals clients out, and how a check tells the servers apart. */
import { afterEach, describe, expect, it } from 'vitest';
import type { RunningNetwork } from '../../lab/network/start.js';
import type { DeploymentId, View } from '../../lab/types.js';
import type { Finding } from '../../shared/audits/audit.js';
import { judge } from '../../shared/audits/judge.js';
import type { WalkRequest } from '../../shared/ipc.js';
import { factsOf } from '../../shared/session/facts.js';
import { headerValues } from '../../shared/session/headers.js';
import type { Exchange, Session, Step, StepKind } from '../../shared/session/model.js';
import { converse, get, startSmallNetwork } from './network.fixtures.js';
import { walkInLab } from './support/labOfTest.js';
import { webOnly } from './support/walks.js';

const networks: RunningNetwork[] = [];
afterEach(async () => {
  await Promise.all(networks.splice(0).map((network) => network.stop()));
});

describe("the lab's load balancer", () => {
  const mcx = '/Mcx/McxService.svc';

  /** Server and cookie of each of several requests, each over a connection of its own. */
  async function dealt(
    id: DeploymentId,
    path: string,
    options: { readonly faults?: readonly string[]; readonly view?: View } = {},
  ): Promise<{ readonly servers: readonly string[]; readonly cookies: readonly string[] }> {
    const { network, deployment } = await startSmallNetwork(id, options);
    networks.push(network);
    const pool = deployment.pools[0];
    const host = (options.view === 'inside' ? pool?.internalWebFqdn : pool?.externalWebFqdn) ?? '';
    const servers: string[] = [];
    const cookies: string[] = [];
    for (let request = 0; request < 4; request += 1) {
      const back = cookies.at(-1);
      const line = back === undefined ? [] : [`Cookie: theme=dark; ${back}`];
      const { text } = await converse(network, host, 443, get(host, path, ...line));
      servers.push(/^X-MS-Server-Fqdn: (\S+)/m.exec(text)?.[1]?.split('.')[0] ?? '');
      const set = /^Set-Cookie: ([^;\r\n]+)([^\r\n]*)/m.exec(text);
      if (set?.[1] !== undefined) cookies.push(set[1]);
      // It must not expire and not be HttpOnly.
      if (set !== null) expect(set[2]).toBe('; path=/');
    }
    return { servers, cookies };
  }

  it.each([
    ['lync2010', mcx, {}],
    ['lync2010', mcx, { view: 'inside' }],
    ['lync2010', '/Autodiscover/AutodiscoverService.svc/root', {}],
    ['lync2013', mcx, {}],
    ['sfb2015', mcx, {}],
  ] as const)('%s %s %j: a client that brings its cookie back stays at its server', async (id, path, options) => {
    const { servers, cookies } = await dealt(id, path, options);
    expect(new Set(servers)).toEqual(new Set(['fe01']));
    expect(cookies).toHaveLength(4);
    expect(new Set(cookies).size).toBe(1);
    expect(cookies[0]).toMatch(/^MS-WSMAN=[0-9a-f]{32}$/);
  });

  it.each([
    ['sfb2019', mcx, {}],
    ['sfbse', '/', {}],
    ['sfb2015', '/ucwa/oauth/v1/applications', {}],
    ['lync2010', '/Autodiscover/AutodiscoverService.svc/root', { view: 'inside' }],
  ] as const)('%s %s %j: there is no cookie, and each connection meets the next server', async (id, path, options) => {
    expect(await dealt(id, path, options)).toEqual({ servers: ['fe01', 'fe02', 'fe03', 'fe01'], cookies: [] });
  });

  it('that pays no heed to the cookie leads one client to every server', async () => {
    const { servers, cookies } = await dealt('lync2010', mcx, { faults: ['no-cookie-affinity'] });
    expect(servers).toEqual(['fe01', 'fe02', 'fe03', 'fe01']);
    expect(new Set(cookies).size).toBe(3);
  });
});

function check(
  deployment: DeploymentId,
  faults: readonly string[],
  from: View,
  changes: Partial<WalkRequest> = {},
): Promise<Session> {
  return walkInLab({ deployment, faults, from }, { ...webOnly, services: 'reachability', ...changes });
}

const stepsOf = ({ steps }: Session, kind: StepKind): readonly Step[] => steps.filter((step) => step.kind === kind);

/** The requests of these steps. */
function requestsOf(session: Session, kind: StepKind): readonly Exchange[] {
  const ids = new Set(stepsOf(session, kind).map(({ id }) => id));
  return session.exchanges.filter(({ stepId }) => ids.has(stepId));
}

const serious = (session: Session): readonly Finding[] =>
  judge(session).findings.filter(({ severity }) => severity !== 'info');

describe('a check', () => {
  it.each(['outside', 'inside'] as const)('%s meets every server of a healthy pool, lightly', async (from) => {
    const session = await check('sfb2015', [], from);
    const requests = requestsOf(session, 'front-ends.ask');
    const sides = stepsOf(session, 'front-ends.ask');
    expect(sides.map(({ side }) => side)).toContain(from === 'inside' ? 'internal' : 'external');
    for (const step of sides) {
      const servers = factsOf(step, 'front-end').map((fact) => fact.split('.')[0]);
      expect(servers.toSorted()).toEqual(['fe01', 'fe02', 'fe03']);
      expect(requests.filter(({ stepId }) => stepId === step.id).length).toBeLessThanOrEqual(8);
    }
    // A connection each, that nothing else went over.
    const connections = requests.map(({ connectionId }) => connectionId);
    expect(new Set(connections).size).toBe(requests.length);
    const shared = session.exchanges.filter(({ connectionId }) => connections.includes(connectionId));
    expect(shared).toHaveLength(requests.length);
    for (const name of ['Authorization', 'Cookie', 'X-MS-WebTicket']) {
      expect(requests.flatMap(({ request }) => headerValues(request, name))).toEqual([]);
    }
    expect(serious(session)).toEqual([]);
  });

  it('stops early where one server gave every answer, and does not call it the only one', async () => {
    const session = await check('sfb2019', [], 'outside', { password: { mode: 'none' } });
    const [step] = stepsOf(session, 'front-ends.ask');
    expect(requestsOf(session, 'front-ends.ask').length).toBeLessThanOrEqual(7);
    expect(step?.value).toBe('1 server answered');
    expect(step?.meaning).toContain('Whether there are other servers does not show');
  });

  it('asks nothing where services are left out, and nothing of the online service', async () => {
    expect(stepsOf(await check('sfb2019', [], 'outside', { services: 'none' }), 'front-ends')).toEqual([]);
    const online = await check('lync-online', [], 'outside', { signIn: 'online' });
    expect(stepsOf(online, 'front-ends').map(({ outcome }) => outcome)).toEqual(['skipped']);
  });

  it.each([
    ['bad-front-end', 'fe02.sfb2015.internal', '500'],
    ['front-end-stopped', 'A server that does not give its name', '503'],
  ])('proves which server is broken by asking repeatedly: %s', async (fault, server, status) => {
    const session = await check('sfb2015', [fault], 'outside');
    const [first] = serious(session);
    expect(first?.id).toBe('one-bad-front-end');
    expect(first?.title).toBe(`${server} answers with errors, other servers of the pool do not`);
    expect(first?.cause).toContain(`${server} gave ${status} to `);
    expect(first?.cause).toContain('Asking repeatedly proves it.');
    expect(first?.cause).toContain('A server that none of these requests met is not known to be good.');
    // What that server spoiled elsewhere is not told again.
    expect(serious(session).map(({ id }) => id)).not.toContain('service-not-answering');
  });

  it.each([
    ['path-unpublished', '/Reach (AuthBroker)'],
    ['certprov-unpublished', '/CertProv (CertProvisioning)'],
  ])('names the path that the reverse proxy does not publish: %s', async (fault, path) => {
    const session = await check('sfb2019', [fault], 'outside');
    expect(serious(session).map(({ id, title }) => [id, title])).toEqual([
      ['rp-path-unpublished', `The reverse proxy does not publish ${path}`],
    ]);
  });
});

describe('the session of a Lync 2010 phone', () => {
  it.each([
    ['lync2010', 'outside'],
    ['sfb2015', 'inside'],
  ] as const)('stays at one server by its cookie: %s %s', async (deployment, from) => {
    const session = await check(deployment, [], from);
    const [step] = stepsOf(session, 'mcx.session');
    expect(step?.value).toBe('1 server');
    expect(step === undefined ? [] : factsOf(step, 'affinity-cookie')).toEqual(['MS-WSMAN']);
    const requests = requestsOf(session, 'mcx.session');
    expect(new Set(requests.map(({ connectionId }) => connectionId)).size).toBe(4);
    expect(requests.map(({ request }) => headerValues(request, 'Cookie').join())).toEqual([
      '',
      ...Array.from({ length: 3 }, () => expect.stringMatching(/^MS-WSMAN=\*{32}$/) as string),
    ]);
    expect(serious(session)).toEqual([]);
  });

  it.each([
    ['lync2010', 'outside'],
    ['lync2013', 'inside'],
    ['sfb2015', 'outside'],
  ] as const)('is lost where the load balancer pays no heed to the cookie: %s %s', async (deployment, from) => {
    const session = await check(deployment, ['no-cookie-affinity'], from);
    const [first, ...others] = serious(session);
    expect([first?.id, others]).toEqual(['no-cookie-affinity', []]);
    expect(first?.title).toMatch(/^Requests of one mobile client reach [23] servers behind web01\./);
  });
});
