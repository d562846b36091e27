// The web ports of the simulated network, as clients on real sockets see them.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { deployments, findDeployment } from '../../lab/deployments/index.js';
import { LabError } from '../../lab/network/labError.js';
import type { WebApplications } from '../../lab/types.js';
import { converse, entryOf, get, startSmallNetwork, verify, type Started } from './network.fixtures.js';

const run = promisify(execFile);
const started: Started[] = [];

async function start(...parameters: Parameters<typeof startSmallNetwork>): Promise<Started> {
  const one = await startSmallNetwork(...parameters);
  started.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map(({ network }) => network.stop()));
});

function header(text: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)\\r$`, 'im').exec(text.split('\r\n\r\n')[0] + '\r\n')?.[1];
}

function placeOf(text: string): string {
  return [header(text, 'X-Site'), header(text, 'X-Pool')].join(' ');
}

const withServers = deployments.filter(({ online }) => online !== 'all');

describe.each(withServers)('$id', (deployment) => {
  const domain = deployment.sipDomain;
  const [first, second] = deployment.pools;
  if (first === undefined || second === undefined) throw new Error('a deployment has two pools');

  test('routes by name from outside and shows a certificate for each', async () => {
    const { network } = await start(deployment.id);
    const expected = [
      [`lyncdiscover.${domain}`, 'external director'],
      [deployment.director.externalWebFqdn, 'external director'],
      [first.externalWebFqdn, 'external pool01'],
      [second.externalWebFqdn, 'external pool02'],
      [`meet.${domain}`, 'external pool01'],
      // Who has users online is answered by the forest that serves them.
      ['webdir.online.lync.com', deployment.online === undefined ? 'external online' : 'external forest1e'],
    ] as const;
    for (const [host, place] of expected) {
      const { text, leaf } = await converse(network, host, 443, get(host, '/?sipuri=a@b'));
      expect([host, placeOf(text), header(text, 'X-Url')]).toEqual([host, place, `https://${host}/?sipuri=a@b`]);
      expect(header(text, 'X-Certificate')).toBe(leaf);
      expect(await verify(network, host)).toBe('ok');
    }
    expect(network.connectTo.some((entry) => entry.includes('.internal'))).toBe(false);
  });

  test('has the internal sites beside the hairpin to the proxy inside', async () => {
    const { network } = await start(deployment.id, { view: 'inside' });
    const expected = [
      [`lyncdiscoverinternal.${domain}`, 'internal director'],
      [deployment.director.internalWebFqdn, 'internal director'],
      [first.internalWebFqdn, 'internal pool01'],
      [second.internalWebFqdn, 'internal pool02'],
      [second.externalWebFqdn, 'external pool02'],
    ] as const;
    for (const [host, place] of expected) {
      const { text } = await converse(network, host, 443, get(host, '/'));
      expect([host, placeOf(text)]).toEqual([host, place]);
      expect(await verify(network, host)).toBe('ok');
    }
    expect(network.hosts[`lyncdiscover.${domain}`]).toBeUndefined();
  });
});

test('an organisation without servers of its own has its discovery name at the online directory, in and out', async () => {
  const domain = findDeployment('lync-online')?.sipDomain ?? '';
  for (const view of ['outside', 'inside'] as const) {
    const { network } = await start('lync-online', { view });
    const { text } = await converse(network, `lyncdiscover.${domain}`, 443, get(`lyncdiscover.${domain}`, '/'));
    expect(placeOf(text)).toBe('external forest1e');
    expect(network.hosts[`lyncdiscoverinternal.${domain}`]).toBeUndefined();
    expect(network.connectTo.filter((entry) => entry.includes('.internal'))).toEqual([]);
  }
});

describe('the wire', () => {
  const host = 'lyncdiscover.lync2013.example';

  test('keeps header order, case and repeats, adds Date and length, and names no connection it keeps', async () => {
    const { network } = await start('lync2013');
    const { text } = await converse(
      network,
      host,
      80,
      get(host, '/a%20b?c=%C3%BC').replace('Connection: close\r\n', ''),
      (received) => received.includes('</AutodiscoverResponse>'),
    );
    expect(
      text
        .split('\r\n\r\n')[0]
        ?.split('\r\n')
        .map((line) => line.replace(/^Date: .*GMT$/, 'Date')),
    ).toEqual([
      'HTTP/1.1 200 OK',
      'Content-Type: application/vnd.microsoft.rtc.autodiscover+xml; v=1',
      'X-Site: external',
      'X-Pool: director',
      'X-MS-Server-Fqdn: dir01.lync2013.internal',
      `X-Url: http://${host}/a%20b?c=%C3%BC`,
      'X-Certificate: none',
      'X-Twice: one',
      'X-Twice: two',
      'Date',
      'Content-Length: 87',
    ]);
  });

  test('keeps one connection and one Front End over several requests, and rotates between connections', async () => {
    const seen: [id: number, frontEnd: string, count: unknown][] = [];
    const counting: WebApplications = async ({ connection, frontEnd }) => {
      const count = connection.state.get('count');
      connection.state.set('count', typeof count === 'number' ? count + 1 : 1);
      seen.push([connection.id, frontEnd, connection.state.get('count')]);
      return { status: 401, headers: [['WWW-Authenticate', 'NTLM']], body: Buffer.from('no') };
    };
    const { network } = await start('lync2013', { applications: counting });
    const web = 'web01.lync2013.example';
    const three = `GET / HTTP/1.1\r\nHost: ${web}\r\n\r\n`.repeat(2) + get(web, '/');
    for (let round = 0; round < 2; round += 1) {
      expect((await converse(network, web, 443, three)).text.match(/HTTP\/1\.1 401 Unauthorized/g)).toHaveLength(3);
    }
    expect(seen).toEqual([
      [1, 'fe01.lync2013.internal', 1],
      [1, 'fe01.lync2013.internal', 2],
      [1, 'fe01.lync2013.internal', 3],
      [2, 'fe02.lync2013.internal', 1],
      [2, 'fe02.lync2013.internal', 2],
      [2, 'fe02.lync2013.internal', 3],
    ]);
  });

  test('hands over method, headers and body, also chunked', async () => {
    const { network } = await start('lync2013', {
      applications: async ({ method, headers, body }) => ({
        status: 200,
        reason: 'Fine',
        headers: [],
        body: Buffer.from(JSON.stringify([method, headers, body.toString()])),
      }),
    });
    const request = `POST / HTTP/1.1\r\nhost: ${host}\r\nX-A: 1\r\nx-a: 2\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`;
    const { text } = await converse(network, host, 80, request);
    expect(text).toMatch(/^HTTP\/1\.1 200 Fine\r\n/);
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toEqual([
      'POST',
      [
        ['host', host],
        ['X-A', '1'],
        ['x-a', '2'],
        ['Transfer-Encoding', 'chunked'],
        ['Connection', 'close'],
      ],
      'abcde',
    ]);
  });

  test('refuses as http.sys does: unknown host, no host, no HTTP, too much', async () => {
    const { network } = await start('lync2013');
    const refused = async (text: string): Promise<string> => {
      const answer = await converse(network, host, 80, text);
      expect(answer.text).toContain('Server: Microsoft-HTTPAPI/2.0');
      expect(answer.ending).toBe('end');
      return answer.text.slice(0, answer.text.indexOf('\r\n'));
    };
    expect(await refused(get('www.lync2013.example', '/'))).toBe('HTTP/1.1 404 Not Found');
    expect(await refused('GET / HTTP/1.0\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request');
    expect(await refused(get('a b', '/'))).toBe('HTTP/1.1 400 Bad Request');
    expect(await refused('\x16\x03\x01 what is this\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request');
    const long = 'x'.repeat(1024 * 1024 + 1);
    expect(await refused(`POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${long.length}\r\n\r\n${long}`)).toBe(
      'HTTP/1.1 413 Request Entity Too Large',
    );
  });

  test('is the same with delays, in TLS 1.2 and 1.3', async () => {
    for (const id of ['lync2013', 'sfbse'] as const) {
      const { network } = await start(id, { change: { delays: { dns: 1, tlsFlight: 5, http: 1 } } });
      const name = `lyncdiscover.${id}.example`;
      expect(await verify(network, name)).toBe('ok');
      const { text, ending } = await converse(network, name, 443, get(name, '/'));
      expect([placeOf(text), ending]).toEqual(['external director', 'end']);
    }
  });

  test('satisfies curl, where it is installed', async ({ skip }) => {
    const hasCurl = await run('curl', ['--version']).then(
      () => true,
      () => false,
    );
    if (!hasCurl) skip('curl is not installed');
    const { network } = await start('sfb2019');
    const folder = await mkdtemp(join(tmpdir(), 'network-test-'));
    try {
      const ca = join(folder, 'ca.pem');
      await writeFile(ca, network.rootPem);
      const name = 'lyncdiscover.sfb2019.example';
      const { stdout } = await run('curl', [
        ...[
          '--silent',
          '--show-error',
          '--noproxy',
          '*',
          '--cacert',
          ca,
          '--write-out',
          '%{num_connects} %{http_code}\\n',
        ],
        ...network.connectTo.flatMap((entry) => ['--connect-to', entry]),
        ...['--output', join(folder, 'one'), `https://${name}/?sipuri=a@b`],
        ...['--output', join(folder, 'two'), `https://${name}/Autodiscover/AutodiscoverService.svc/root`],
      ]);
      expect(stdout).toBe('1 200\n0 200\n');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('a fault', () => {
  const host = 'lyncdiscover.lync2013.example';
  const web = 'web01.lync2013.example';
  const internal = 'lyncdiscoverinternal.lync2013.example';
  const status = (text: string): string => text.slice(0, text.indexOf('\r\n'));

  test('tls-name: only the discovery name is missing', async () => {
    const outside = await start('lync2013', { faults: ['tls-name'] });
    expect([await verify(outside.network, host), await verify(outside.network, web)]).toEqual([
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'ok',
    ]);
    const inside = await start('lync2013', { faults: ['tls-name'], view: 'inside' });
    expect([await verify(inside.network, internal), await verify(inside.network, web)]).toEqual([
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'ok',
    ]);
  });

  test('tls-expired', async () => {
    const outside = await start('lync2013', { faults: ['tls-expired'] });
    expect(await verify(outside.network, host)).toBe('CERT_HAS_EXPIRED');
    const inside = await start('lync2013', { faults: ['tls-expired'], view: 'inside' });
    expect([await verify(inside.network, internal), await verify(inside.network, web)]).toEqual([
      'CERT_HAS_EXPIRED',
      'ok',
    ]);
  });

  test('tls-untrusted: the root is sent by the appliance, not by IIS', async () => {
    const outside = await start('lync2013', { faults: ['tls-untrusted'] });
    expect(await verify(outside.network, host)).toBe('SELF_SIGNED_CERT_IN_CHAIN');
    const inside = await start('lync2013', { faults: ['tls-untrusted'], view: 'inside' });
    expect(await verify(inside.network, internal)).toBe('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
  });

  test('https-closed: refused, while port 80 answers', async () => {
    const { network } = await start('lync2013', { faults: ['https-closed'] });
    expect((await converse(network, host, 443, get(host, '/'))).ending).toBe('ECONNREFUSED');
    expect((await converse(network, web, 443, get(web, '/'))).ending).toBe('ECONNREFUSED');
    expect(placeOf((await converse(network, host, 80, get(host, '/'))).text)).toBe('external director');
  });

  test('foreign-redirect: port 80 leads to a hoster, which works', async () => {
    const { network } = await start('lync2013', { faults: ['foreign-redirect'] });
    expect((await converse(network, host, 443, get(host, '/'))).ending).toBe('ECONNREFUSED');
    const { text } = await converse(network, host, 80, get(host, '/?sipuri=a@b'));
    expect([status(text), header(text, 'Location')]).toEqual([
      'HTTP/1.1 302 Redirect',
      'https://web.woodgrove.example/Autodiscover/AutodiscoverService.svc/root?sipuri=a@b',
    ]);
    expect(await verify(network, 'web.woodgrove.example')).toBe('ok');
    expect(network.hosts['web.woodgrove.example']).toMatch(/^127\./);
  });

  test('proxy-preauth: a challenge of TMG, a redirect of WAP, never a Lync header', async () => {
    const old = await start('lync2013', { faults: ['proxy-preauth'] });
    const challenge = (await converse(old.network, host, 443, get(host, '/'))).text;
    expect(status(challenge)).toMatch(/^HTTP\/1\.1 401 Unauthorized \(/);
    expect([...challenge.matchAll(/^WWW-Authenticate: (\S+)/gm)].map((match) => match[1])).toEqual([
      'Negotiate',
      'NTLM',
      'Basic',
    ]);
    const recent = await start('sfb2019', { faults: ['proxy-preauth'] });
    const name = 'lyncdiscover.sfb2019.example';
    const redirect = (await converse(recent.network, name, 443, get(name, '/'))).text;
    expect(header(redirect, 'Location')).toMatch(/^https:\/\/sts\.sfb2019\.example\/adfs\/ls\?/);
    expect(challenge + redirect).not.toMatch(/X-MS-Server-Fqdn/i);
    const page = await converse(recent.network, 'sts.sfb2019.example', 443, get('sts.sfb2019.example', '/adfs/ls'));
    expect([status(page.text), await verify(recent.network, 'sts.sfb2019.example')]).toEqual(['HTTP/1.1 200 OK', 'ok']);
  });

  test('root-404: the discovery paths only', async () => {
    const { network } = await start('lync2013', { faults: ['root-404'] });
    for (const path of ['/', '/?sipuri=a@b', '/autodiscover/autodiscoverservice.svc/ROOT']) {
      expect(status((await converse(network, host, 443, get(host, path))).text)).toBe('HTTP/1.1 404 Not Found');
    }
    expect(status((await converse(network, web, 443, get(web, '/WebTicket/'))).text)).toBe('HTTP/1.1 200 OK');
  });

  test('html-answer: the discovery name only', async () => {
    const { network } = await start('lync2013', { faults: ['html-answer'] });
    const { text } = await converse(network, host, 443, get(host, '/'));
    expect([status(text), header(text, 'Content-Type')]).toEqual(['HTTP/1.1 200 OK', 'text/html; charset=utf-8']);
    expect(placeOf((await converse(network, web, 443, get(web, '/'))).text)).toBe('external pool01');
  });

  test('malformed-xml: a tag is never closed, the length is right', async () => {
    const { network } = await start('lync2013', { faults: ['malformed-xml'] });
    const { text } = await converse(network, host, 443, get(host, '/'));
    const body = text.split('\r\n\r\n')[1];
    expect(body).toBe('<AutodiscoverResponse><Root><Link token="User" href="u"></Root></AutodiscoverResponse>');
    expect(header(text, 'Content-Length')).toBe(String(body?.length));
  });

  test('truncated-body: half of what was announced, then FIN', async () => {
    const { network } = await start('lync2013', { faults: ['truncated-body'] });
    for (const port of [80, 443] as const) {
      const { text, ending } = await converse(network, host, port, get(host, '/'));
      expect([header(text, 'Content-Length'), text.split('\r\n\r\n')[1]?.length, ending]).toEqual(['87', 43, 'end']);
    }
  });

  test('connection-reset: RST after the request', async () => {
    const { network } = await start('lync2013', { faults: ['connection-reset'] });
    for (const port of [80, 443] as const) {
      expect(await converse(network, host, port, get(host, '/'))).toMatchObject({ text: '', ending: 'ECONNRESET' });
    }
  });

  test('slow-answer: nothing comes, and stopping does not wait for it', async () => {
    let asked: () => void = () => undefined;
    const arrived = new Promise<void>((done) => (asked = done));
    const { network } = await start('lync2013', {
      faults: ['slow-answer'],
      applications: async () => {
        asked();
        return { status: 200, headers: [], body: Buffer.from('late') };
      },
    });
    const conversation = converse(network, host, 443, get(host, '/'));
    await arrived;
    await network.stop();
    expect((await conversation).text).toBe('');
  });

  test('wrong-bridging: the external names lead to the internal site', async () => {
    const { network } = await start('lync2013', { faults: ['wrong-bridging'] });
    expect(placeOf((await converse(network, host, 443, get(host, '/'))).text)).toBe('internal director');
    expect(placeOf((await converse(network, web, 80, get(web, '/'))).text)).toBe('internal pool01');
  });

  test('clock-skew: the Date header is 37 minutes ahead', async () => {
    const { network } = await start('lync2013', { faults: ['clock-skew'] });
    const { text } = await converse(network, host, 443, get(host, '/'));
    const ahead = Date.parse(header(text, 'Date') ?? '') - Date.now();
    expect(Math.round(ahead / 60_000)).toBe(37);
  });

  test('dns-only-external: the proxy answers the external name inside', async () => {
    const { network } = await start('lync2013', { faults: ['dns-only-external'], view: 'inside' });
    expect(placeOf((await converse(network, host, 443, get(host, '/'))).text)).toBe('external director');
    expect(() => entryOf(network, internal, 443)).toThrow();
  });

  test('can be combined with others', async () => {
    const { network } = await start('lync2013', {
      faults: ['tls-expired', 'tls-name', 'wrong-bridging', 'malformed-xml'],
    });
    expect(await verify(network, web)).toBe('CERT_HAS_EXPIRED');
    const { text } = await converse(network, host, 443, get(host, '/'));
    expect([placeOf(text), text.includes('/>')]).toEqual(['internal director', false]);
  });
});

describe('the life of a network', () => {
  test('two run at once with nothing in common but the root', async () => {
    const [one, other] = await Promise.all([start('lync2013'), start('lync2013', { faults: ['tls-expired'] })]);
    const host = 'lyncdiscover.lync2013.example';
    expect([await verify(one.network, host), await verify(other.network, host)]).toEqual(['ok', 'CERT_HAS_EXPIRED']);
    expect(one.network.dns.port).not.toBe(other.network.dns.port);
  });

  test('stopping frees every socket and timer, also with clients connected', async () => {
    const handles = (): string[] =>
      process
        .getActiveResourcesInfo()
        .filter((name) => /TCP|UDP|Pipe/.test(name))
        .sort();
    // Handles leave the list one turn after their close event.
    const settled = (): Promise<void> => new Promise((done) => setImmediate(() => setImmediate(done)));
    await (await startSmallNetwork('lync2013')).network.stop();
    await settled();
    const before = handles();
    const { network } = await startSmallNetwork('lync2013', {
      change: { delays: { dns: 60_000, tlsFlight: 60_000, http: 60_000 } },
    });
    const host = 'lyncdiscover.lync2013.example';
    const conversations = [converse(network, host, 443, get(host, '/')), converse(network, host, 80, get(host, '/'))];
    await network.stop();
    await Promise.all(conversations);
    await settled();
    expect(handles()).toEqual(before);
  });

  test('standard ports: every role on its own address, or one sentence why not', async () => {
    const address = '127.83.7.1';
    const attempt = await start('lync2013', { change: { address, standardPorts: true } }).catch(
      (error: unknown) => error,
    );
    if (attempt instanceof Error) {
      // Without the right to bind them, or without more than one loopback address.
      expect(attempt).toBeInstanceOf(LabError);
      expect(attempt.message).toMatch(/^[^\n]+\.$|^[^\n]+ first\.$/);
      return;
    }
    if (!(attempt instanceof Object) || started[0] === undefined) throw new Error('neither started nor refused');
    const { network } = started[0];
    expect(network.dns).toEqual({ address, port: 53 });
    expect(network.connectTo).toContain('lyncdiscover.lync2013.example:443:127.83.7.5:443');
    expect(await verify(network, 'lyncdiscover.lync2013.example')).toBe('ok');
    // The Access Edge takes SIP over TLS there, and no HTTP.
    expect(await verify(network, 'sip.lync2013.example')).toBe('ok');
    // A second one cannot have the same ports, says so, and leaves nothing behind.
    await expect(start('lync2013', { change: { address, standardPorts: true } })).rejects.toThrow(
      /^(TCP|UDP) port 53 on 127\.83\.7\.1 is in use by another program\.$/,
    );
  });
});
