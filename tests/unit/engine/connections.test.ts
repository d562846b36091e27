/** Which connection an exchange gets while all that stand are busy: TLS handshakes and answers end when a test says so. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../shared/session/model.js';
import type { StepHandle } from '../../../main/engine/api.js';
import { afterTest, issue } from '../net/servers.js';
import { runFlow } from './testRun.js';

const host = 'web.contoso.test';

/** Things that came in order, each let go by the test. */
class Held<T> {
  readonly #came: T[] = [];
  readonly #waiting: ((one: T) => void)[] = [];

  put(one: T): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#came.push(one);
    else next(one);
  }

  next(): Promise<T> {
    const one = this.#came.shift();
    return one === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(one);
  }
}

interface Server {
  readonly port: number;
  readonly authority: string;
  /** Handshakes: true lets one go on, false breaks it. */
  readonly handshakes: Held<(goesOn: boolean) => void>;
  readonly requests: Held<() => void>;
}

async function serve(): Promise<Server> {
  const root = await issue('Contoso Root', []);
  const own = await issue(host, [host], root);
  const handshakes = new Held<(goesOn: boolean) => void>();
  const requests = new Held<() => void>();
  const server = createServer(
    {
      key: own.keyPem,
      cert: own.pem,
      SNICallback: (_name, done) => handshakes.put((goesOn) => done(goesOn ? null : new Error('broken by the test'))),
    },
    (request, response) => requests.put(() => response.end(String((request.socket as TLSSocket).remotePort))),
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, authority: root.pem, handshakes, requests };
}

async function run(server: Server, flow: (root: StepHandle) => Promise<void>): Promise<Session> {
  const { session } = await runFlow(({ root }) => flow(root), {
    authorities: [server.authority],
    target: { connectTo: [`${host}:443:127.0.0.1:${server.port}`] },
  });
  return session;
}

const get = { method: 'GET', url: `https://${host}/`, expect: [200] } as const;
const urgent = { ...get, urgent: true } as const;
const goOn = async (handshakes: Server['handshakes'], goesOn = true): Promise<void> =>
  (await handshakes.next())(goesOn);

/** The only connection carries an exchange, until the test has it answered. */
async function busy({ handshakes, requests }: Server, root: StepHandle) {
  const first = root.exchange(get);
  await goOn(handshakes);
  return { first, answerFirst: await requests.next() };
}

describe('while all connections are busy', () => {
  it('an urgent exchange takes the first that gets free; the one opened for it stands idle for the next', async () => {
    const server = await serve();
    const { handshakes, requests } = server;
    const session = await run(server, async (root) => {
      const { first, answerFirst } = await busy(server, root);
      const second = root.exchange(urgent);
      const spare = await handshakes.next();
      answerFirst();
      await first;
      (await requests.next())(); // though the second handshake still waits
      await second;

      const [third, fourth] = [root.exchange(urgent), root.exchange(urgent)];
      const another = await handshakes.next(); // one stands, one is being opened, one more is
      const answerThird = await requests.next();
      spare(true);
      (await requests.next())();
      await fourth;
      answerThird();
      await third;
      another(true);
    });
    expect(session.exchanges.map(({ connectionId }) => connectionId)).toEqual(['c1', 'c1', 'c1', 'c2']);
  });

  it('any other exchange waits for a connection of its own', async () => {
    const server = await serve();
    const { handshakes, requests } = server;
    const session = await run(server, async (root) => {
      const { first, answerFirst } = await busy(server, root);
      const second = root.exchange(get);
      const own = await handshakes.next();
      answerFirst();
      await first;
      own(true);
      (await requests.next())();
      await second;
    });
    expect(session.exchanges.map(({ connectionId }) => connectionId)).toEqual(['c1', 'c2']);
  });

  it('an urgent exchange takes the new one where that comes first', async () => {
    const server = await serve();
    const { handshakes, requests } = server;
    const session = await run(server, async (root) => {
      const { first, answerFirst } = await busy(server, root);
      const second = root.exchange(urgent);
      await goOn(handshakes);
      (await requests.next())();
      await second;
      answerFirst();
      await first;
      // Nobody waits any more: both stand idle.
      const both = [root.exchange(get), root.exchange(get)];
      (await requests.next())();
      (await requests.next())();
      await Promise.all(both);
    });
    expect(session.exchanges.map(({ connectionId }) => connectionId)).toEqual(['c1', 'c2', 'c1', 'c2']);
  });

  it('a new connection that fails when it is not needed any more disturbs nobody', async () => {
    const server = await serve();
    const { handshakes, requests } = server;
    const session = await run(server, async (root) => {
      const { first, answerFirst } = await busy(server, root);
      const second = root.exchange(urgent);
      const spare = await handshakes.next();
      answerFirst();
      const answerSecond = await requests.next();
      spare(false);
      answerSecond();
      await Promise.all([first, second]);
    });
    expect(session.exchanges.map(({ response }) => response?.status)).toEqual([200, 200]);
    expect(session.steps.map(({ outcome }) => outcome)).toEqual(['ok']);
  });

  it('an urgent exchange fails with the connection that was opened for it, where none gets free', async () => {
    const server = await serve();
    const { handshakes, requests } = server;
    const failures: unknown[] = [];
    const session = await run(server, async (root) => {
      const { first, answerFirst } = await busy(server, root);
      const second = root.exchange(urgent).catch((error: unknown) => failures.push(error));
      await goOn(handshakes, false);
      await second;
      answerFirst();
      await first;
      // What failed waits no more: the freed connection is for whoever comes next.
      const third = root.exchange(urgent);
      (await requests.next())();
      await third;
    });
    expect(failures).toHaveLength(1);
    expect(session.exchanges.map(({ connectionId }) => connectionId)).toEqual(['c1', undefined, 'c1']);
  });
});
