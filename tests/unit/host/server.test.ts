/** The web host as another program on this machine, or a page that found its port, would try it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { serve } from '../../../host/serve.js';
import { startHost, type Host } from '../../../host/server.js';
import { UsageError } from '../../../main/usage.js';
import { aRequest, makeFakeWalks, type FakeWalks } from './fakeWalks.js';

vi.mock('../../../main/walk.js', () => ({ runWalk: undefined, labCatalogue: undefined }));

let rendererDir = '';
let host: Host;
let walks: FakeWalks;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  rendererDir = await mkdtemp(path.join(tmpdir(), 'lyncscope-page-'));
  await writeFile(path.join(rendererDir, 'index.html'), '<!doctype html><title>page</title>');
});
afterAll(() => rm(rendererDir, { recursive: true, force: true }));
beforeEach(async () => {
  walks = makeFakeWalks();
  host = await startHost({ rendererDir, walks, greetingMs: 200 });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.raw.terminate();
  await host.close();
});

const origin = (): string => `http://127.0.0.1:${host.port}`;
const ticketIn = (url: string): string => new URL(url).hash.replace('#ticket=', '');

/** A socket with what it heard, so that tests wait for messages and not for time. */
interface TestSocket {
  readonly raw: WebSocket;
  readonly heard: Record<string, unknown>[];
  readonly closed: Promise<number>;
  say(message: unknown): void;
  next(): Promise<Record<string, unknown>>;
}
async function connect(headers: Record<string, string> = {}): Promise<TestSocket> {
  const raw = new WebSocket(`ws://127.0.0.1:${host.port}/__host/socket`, { headers: { Origin: origin(), ...headers } });
  const heard: Record<string, unknown>[] = [];
  let read = 0;
  let wake = (): void => undefined;
  raw.on('message', (data: Buffer) => {
    heard.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>);
    wake();
  });
  const closed = new Promise<number>((resolve) => raw.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    raw.on('open', resolve);
    raw.on('error', reject);
  });
  const socket: TestSocket = {
    raw,
    heard,
    closed,
    say: (message) => raw.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next: async () => {
      while (heard.length <= read) await new Promise<void>((resolve) => (wake = resolve));
      return heard[read++]!;
    },
  };
  sockets.push(socket);
  return socket;
}
async function signedIn(): Promise<TestSocket & { readonly token: string }> {
  const socket = await connect();
  socket.say({ ticket: ticketIn(host.freshUrl()) });
  return { ...socket, token: String((await socket.next())['token']) };
}
function get(
  pathname: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<IncomingMessage & { text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: host.port, path: pathname, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve(Object.assign(response, { text })));
    });
    request.on('error', reject).end();
  });
}

describe('the page', () => {
  it('is served with the security headers, also on refusals', async () => {
    for (const pathname of ['/', '/index.html', '/missing.js', '/../package.json']) {
      const answer = await get(pathname);
      expect(answer.headers['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${host.port}`);
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    expect((await get('/')).text).toContain('<title>page</title>');
  });

  it('is on the loopback address alone', () => {
    expect(new URL(host.url).hostname).toBe('127.0.0.1');
  });

  it.each([
    ['a name that points here', '/', { headers: { Host: 'attacker.example' } }, 421],
    ['that name with our port', '/', { headers: { Host: 'attacker.example:80' } }, 421],
    ['another site', '/', { headers: { Origin: 'https://attacker.example' } }, 403],
    ['another port of this machine', '/', { headers: { Origin: 'http://127.0.0.1:1' } }, 403],
    ['a form', '/', { method: 'POST' }, 405],
    ['a path above the page', '/..%2f..%2fpackage.json', {}, 404],
    ['raw dots', '/../../../../etc/passwd', {}, 404],
    ['a whole URL', 'http://attacker.example/', {}, 404],
  ])('is refused to %s', async (_who, pathname, options, status) => {
    expect((await get(pathname, options)).statusCode).toBe(status);
  });
});

describe('the socket', () => {
  it.each([
    ['a foreign Origin', { Origin: 'https://attacker.example' }],
    ['a null Origin', { Origin: 'null' }],
    ['a foreign Host', { Host: 'attacker.example' }],
    ['localhost by name', { Origin: 'http://localhost' }],
  ])('is refused to %s', async (_who, headers) => {
    await expect(connect(headers)).rejects.toThrow('403');
  });

  it('takes a ticket once', async () => {
    const ticket = ticketIn(host.url);
    const first = await connect();
    first.say({ ticket });
    expect(await first.next()).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/) as string });
    const second = await connect();
    second.say({ ticket });
    expect(await second.closed).toBe(1008);
    expect(second.heard).toEqual([]);
  });

  it('voids an unused ticket when a new one is given out', async () => {
    const old = ticketIn(host.url);
    host.freshUrl();
    const socket = await connect();
    socket.say({ ticket: old });
    expect(await socket.closed).toBe(1008);
  });

  it('knows a page again by its token', async () => {
    const { token, raw } = await signedIn();
    raw.close();
    const again = await connect();
    again.say({ token });
    expect(await again.next()).toEqual({ token });
  });

  it.each([
    ['a request', { id: 1, method: 'about', args: [] }],
    ['a made-up token', { token: 'x'.repeat(43) }],
    ['an empty ticket', { ticket: '' }],
    ['a ticket and a token', { ticket: 'a', token: 'b' }],
    ['no JSON', '{'],
    ['nothing at all', undefined],
  ])('closes when the first message is %s', async (_what, message) => {
    const socket = await connect();
    if (message !== undefined) socket.say(message);
    expect(await socket.closed).toBe(1008);
    expect(socket.heard).toEqual([]);
  });

  it('answers requests by their number and refuses what is none', async () => {
    const socket = await signedIn();
    socket.say({ id: 7, method: 'about', args: [] });
    expect(await socket.next()).toMatchObject({
      id: 7,
      result: { ok: true, value: { host: 'web', version: '0.1.0' } },
    });
    socket.say({ id: 8, method: 'startWalk', args: [{ ...aRequest, authorities: '/etc/passwd' }] });
    expect(await socket.next()).toMatchObject({ id: 8, result: { ok: false } });
    socket.say({ id: 9, method: '__proto__', args: [] });
    expect(await socket.next()).toMatchObject({ id: 9, result: { ok: false } });
    socket.say({ method: 'about' });
    expect(await socket.closed).toBe(1008);
  });

  it('opens and saves no files', async () => {
    const socket = await signedIn();
    socket.say({ id: 1, method: 'openSessionFile', args: [] });
    expect(await socket.next()).toMatchObject({ result: { ok: false } });
    socket.say({ id: 2, method: 'saveSessionFile', args: [{ name: '/tmp/x.lyncscope', text: 'x' }] });
    expect(await socket.next()).toMatchObject({ result: { ok: false } });
    socket.say({ id: 3, method: 'saveTextFile', args: [{ name: '/tmp/x.csv', text: 'x' }] });
    expect(await socket.next()).toMatchObject({ result: { ok: false } });
  });

  it('drops a page that sends more than a form can hold', async () => {
    const socket = await signedIn();
    socket.say({ id: 1, method: 'startWalk', args: ['x'.repeat(5_000_000)] });
    expect(await socket.closed).toBe(1009);
  });

  it('tells of a walk only the page that started it, which is cancelled when that page goes', async () => {
    const [mine, other] = [await signedIn(), await signedIn()];
    mine.say({ id: 1, method: 'startWalk', args: [{ ...aRequest, sipAddress: 'slow@contoso.example' }] });
    const started = (await mine.next())['result'] as { ok: true; value: string };
    expect(await mine.next()).toMatchObject({ walk: { type: 'events', walkId: started.value } });
    other.say({ id: 1, method: 'cancelWalk', args: [started.value] });
    expect(await other.next()).toMatchObject({ id: 1 });
    expect(walks.cancelled).toEqual([]); // another page's walk is not there to be cancelled
    expect(other.heard.filter((message) => 'walk' in message)).toEqual([]);
    mine.raw.close();
    await vi.waitFor(() => expect(walks.cancelled).toEqual(['slow']));
  });

  it('ends with its walks when the host closes', async () => {
    const socket = await signedIn();
    socket.say({ id: 1, method: 'startWalk', args: [{ ...aRequest, sipAddress: 'slow@contoso.example' }] });
    await socket.next();
    await host.close();
    expect(await socket.closed).toBe(1001);
    expect(walks.cancelled).toEqual(['slow']);
  });
});

describe('at a terminal', () => {
  it('prints an address, another on Enter, and frees the port at the signal', async () => {
    const lines: string[] = [];
    const input = new PassThrough();
    const stop = new AbortController();
    const opened: string[] = [];
    const served = serve({
      rendererDir,
      walks,
      input,
      signal: stop.signal,
      print: (line) => lines.push(line),
      open: (url) => {
        opened.push(url);
        return Promise.reject(new Error('no browser'));
      },
    });
    await vi.waitFor(() => expect(opened).toHaveLength(1));
    expect(lines[0]).toContain(opened[0]);
    input.write('\n');
    await vi.waitFor(() => expect(lines).toHaveLength(3));
    expect(lines[2]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?2#ticket=/);
    expect(lines[2]).not.toBe(opened[0]);
    stop.abort();
    await served;
    await expect(fetch(new URL('/', opened[0]))).rejects.toThrow();
  });

  it('says in a sentence that a port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const refused = startHost({ rendererDir, walks, port });
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`);
    await new Promise((resolve) => taken.close(resolve));
  });
});
