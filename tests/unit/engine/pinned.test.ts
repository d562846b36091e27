/** A pinned connection may be one that stands already, belongs to nobody else then, and moves only before its first answer. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import { runFlow } from './testRun.js';

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))));

/** Answers each request with the number of its connection. @param most requests on one connection; then it hangs up */
async function serve(most = Infinity): Promise<string> {
  const known = new WeakMap<Socket, { readonly number: number; requests: number }>();
  let count = 0;
  server = createServer((request, response) => {
    const connection = known.get(request.socket) ?? { number: ++count, requests: 0 };
    known.set(request.socket, connection);
    connection.requests += 1;
    if (connection.requests > most) request.socket.destroy();
    else response.end(String(connection.number));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('a pinned connection', () => {
  it('takes over one that stands idle, and keeps it to itself', async () => {
    const url = await serve();
    const { session } = await runFlow(async ({ root }) => {
      const get = { method: 'GET', url, expect: [200] } as const;
      await root.exchange(get);
      const pinned = root.pin(url);
      await pinned.exchange(root, get);
      await root.exchange(get);
      await pinned.exchange(root, get);
      await pinned.close();
    });
    expect(session.exchanges.map(({ connectionId }) => connectionId)).toEqual(['c1', 'c1', 'c2', 'c1']);
    expect(session.connections).toHaveLength(2);
  });

  it('moves to a new one when the old one ends under its first request, and never later', async () => {
    const url = await serve(1);
    let failure: unknown;
    const { session } = await runFlow(async ({ root }) => {
      const get = { method: 'GET', url, expect: [200] } as const;
      await root.exchange(get);
      const pinned = root.pin(url);
      const first = await pinned.exchange(root, get);
      expect(first.text).toBe('2');
      failure = await pinned.exchange(root, get).catch((error: unknown) => error);
      expect(pinned.alive).toBe(false);
      const third: unknown = await pinned.exchange(root, get).catch((error: unknown) => error);
      expect(third).toBeInstanceOf(FailureError);
      await pinned.close();
    });
    expect(failure).toBeInstanceOf(FailureError);
    expect(session.connections).toHaveLength(2);
    expect(session.exchanges.map(({ connectionId }) => connectionId)).toEqual(['c1', 'c1', 'c2', 'c2', undefined]);
  });

  it('is a new one where that is wanted, whatever stands idle', async () => {
    const url = await serve();
    const answers: string[] = [];
    const { session } = await runFlow(async ({ root }) => {
      const get = { method: 'GET', url, expect: [200] } as const;
      await root.exchange(get);
      for (const way of [{ isNew: true }, { address: '127.0.0.1' }]) {
        const pinned = root.pin(url, way);
        answers.push((await pinned.exchange(root, get)).text);
        await pinned.close();
      }
      answers.push((await root.exchange(get)).text);
    });
    expect(answers).toEqual(['2', '3', '1']);
    expect(session.connections).toHaveLength(3);
  });

  it('goes to the one address it was given, and to no other', async () => {
    const url = await serve();
    const { session } = await runFlow(async ({ root }) => {
      const get = { method: 'GET', url, expect: [200] } as const;
      // Nobody listens there: the server has 127.0.0.1 alone.
      const pinned = root.pin(url, { isNew: true, address: '::1' });
      const failure: unknown = await pinned.exchange(root, get).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(FailureError);
      await pinned.close();
    });
    expect(session.connections.map(({ addresses }) => addresses)).toEqual([['::1']]);
    expect(session.exchanges.filter(({ response }) => response !== undefined)).toEqual([]);
  });
});
