/**
 * nginx in place of the lab's reverse proxy, set up well and badly: what a real component does to requests, and not what
 * the lab makes of it. It stands in front of the external web site of one lab, or by mistake of the internal one.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { publicAuthority, type ServerIdentity } from '../../lab/ca.js';
import { startLab, type RunningLab } from '../../lab/index.js';
import type { Judgement } from '../../shared/audits/audit.js';
import { judge } from '../../shared/audits/judge.js';
import type { Session } from '../../shared/session/model.js';
import { findNginx, startNginx, type Nginx, type Site } from './support/nginx.js';
import { walkIn } from './support/walks.js';

const nginx = await findNginx();
if (nginx === undefined) process.stderr.write('SKIPPED: nginx is not there, so no real reverse proxy is tried.\n');

const domain = 'sfb2015.example';
const discovery = `lyncdiscover.${domain}`;
let outside: RunningLab;
let inside: RunningLab;
let identity: ServerIdentity;
let published: readonly string[];
const running: Nginx[] = [];

beforeAll(async () => {
  if (nginx === undefined) return;
  outside = await startLab({ deployment: 'sfb2015', from: 'outside' });
  inside = await startLab({ deployment: 'sfb2015', from: 'inside' });
  // What the lab's own reverse proxy publishes: the hosts that share its ports.
  const port = portOf(outside, discovery, 443);
  published = outside.connectTo.filter((rule) => rule.endsWith(`:${port}`)).map((rule) => rule.split(':')[0] ?? '');
  identity = await (
    await publicAuthority()
  ).issue({
    keyLabel: 'nginx',
    organization: 'Contoso',
    commonName: published[0] ?? discovery,
    names: published,
    expired: false,
  });
}, 60_000);

afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));
afterAll(async () => {
  if (nginx === undefined) return;
  await Promise.all([outside.stop(), inside.stop()]);
});

/** Where a lab serves a host. */
function portOf(lab: RunningLab, host: string, port: number): number {
  const rule = lab.connectTo.find((one) => one.startsWith(`${host}:${port}:`));
  if (rule === undefined) throw new Error(`${host}:${port} is not in the lab`);
  return Number(rule.split(':').at(-1));
}

/** A location that passes everything to a port of a lab, with these lines in addition. */
function passing(scheme: 'http' | 'https', port: number, ...lines: readonly string[]): string {
  return `location / { proxy_pass ${scheme}://127.0.0.1:${port}; ${lines.join(' ')} }`;
}

const hostAsAsked = 'proxy_set_header Host $host;';

/** Names that are passed on as they should be, with these lines in addition. */
function soundly(names: readonly string[], ...lines: readonly string[]): Site {
  return {
    names,
    plain: passing('http', portOf(outside, discovery, 80), hostAsAsked, ...lines),
    secure: passing('https', portOf(outside, discovery, 443), hostAsAsked, ...lines),
  };
}

async function check(sites: readonly Site[], withPassword = false): Promise<{ session: Session } & Judgement> {
  if (nginx === undefined) throw new Error('there is no nginx');
  const proxy = await startNginx(nginx, identity, sites);
  running.push(proxy);
  const session = await walkIn(outside, {
    ...(withPassword ? {} : { password: { mode: 'none' } }),
    connectTo: [
      ...published.flatMap((host) => [`${host}:443:127.0.0.1:${proxy.https}`, `${host}:80:127.0.0.1:${proxy.http}`]),
      ...outside.connectTo,
    ],
  });
  return { session, ...judge(session) };
}

const serious = ({ findings }: Judgement): readonly string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id);

const isNginx = ({ exchanges }: Session): boolean =>
  exchanges.some(({ response }) => response?.headers.some(([, value]) => value.startsWith('nginx')));

describe.skipIf(nginx === undefined)('nginx in front of the external web site', () => {
  test('set up well: nothing to say', async () => {
    const result = await check([soundly(published)]);
    expect(isNginx(result.session)).toBe(true);
    expect([result.verdict, serious(result)]).toEqual(['pass', []]);
  }, 60_000);

  test.each([
    ['as that of the meeting pages', `proxy_set_header Host meet.${domain};`],
    ['as the address of the server, which is what nginx does when nothing is said', ''],
  ])(
    'the host header is passed on %s',
    async (_how, line) => {
      const secure = passing('https', portOf(outside, discovery, 443), line);
      const result = await check([
        { ...soundly([discovery]), secure },
        soundly(published.filter((host) => host !== discovery)),
      ]);
      expect(serious(result)).toEqual(['rp-host-header']);
    },
    60_000,
  );

  test.each([
    ['no method but GET', 'limit_except GET { deny all; }', false],
    ['no POST', 'if ($request_method = POST) { return 405; }', false],
    ['no body of the length of a question', 'client_max_body_size 100;', false],
    ['no body of the length of a ticket request', 'client_max_body_size 1k;', true],
  ])(
    'it lets through %s',
    async (_what, line, withPassword) => {
      const result = await check([soundly(published, line)], withPassword);
      expect(serious(result)).toEqual(['rp-breaks-post']);
      expect(result.findings[0]?.cause).toMatch(/from “nginx/);
    },
    60_000,
  );

  test('it takes the connections of one client apart: the right password is not called wrong', async () => {
    // nginx opens a connection of its own for every request when nothing is said. The Director here is one server, so
    // the record is made that of two: nothing else gives such a proxy away.
    const { session } = await check([soundly(published)], true);
    const ticket = session.steps.find(({ kind, outcome }) => kind === 'web-ticket.request' && outcome === 'failed');
    const last = session.exchanges.findLast(({ stepId }) => stepId === ticket?.id);
    const exchanges = session.exchanges.map((exchange) =>
      exchange.id === last?.id && exchange.response !== undefined
        ? {
            ...exchange,
            response: {
              ...exchange.response,
              headers: exchange.response.headers.map(([name, value]): [string, string] =>
                name === 'X-MS-Server-Fqdn' ? [name, `other-${value}`] : [name, value],
              ),
            },
          }
        : exchange,
    );
    const { findings } = judge({ ...session, exchanges });
    expect(findings.filter(({ severity }) => severity === 'error').map(({ id }) => id)).toEqual(['rp-breaks-post']);
    expect(findings[0]?.title).toMatch(/takes the Windows sign-in apart/);
  }, 60_000);

  test('443 is bridged to 443 of the servers instead of 4443', async () => {
    const internal = passing('https', portOf(inside, `lyncdiscoverinternal.${domain}`, 443), hostAsAsked);
    const result = await check([{ ...soundly(published), secure: internal }]);
    expect(result.findings[0]?.id).toBe('rp-wrong-port-bridging');
    expect(result.findings.filter(({ severity }) => severity === 'error')).toHaveLength(1);
  }, 60_000);
});
