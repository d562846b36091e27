/** The engine end to end, against plain servers on loopback. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { runFlow } from './testRun.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function httpServer(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.closeAllConnections() === undefined && server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('sequential exchanges share one connection, and the record adds up', async () => {
  const base = await httpServer((_request, response) => response.setHeader('X-Test', 'yes').end('hello'));
  const { session } = await runFlow(async ({ root }) => {
    await root.step({ kind: 'root.http', title: 'Ask' }, async (step) => {
      const first = await step.exchange({ method: 'GET', url: `${base}/a?b=c`, expect: [200] });
      expect(first.text).toBe('hello');
      await step.exchange({ method: 'POST', url: `${base}/b`, body: 'xyz', expect: [] });
      step.value('200');
    });
  });
  expect(session.outcome).toBe('completed');
  expect(session.steps.map(({ id, parentId, outcome, value }) => ({ id, parentId, outcome, value }))).toEqual([
    { id: 's1', parentId: undefined, outcome: 'ok', value: undefined },
    { id: 's2', parentId: 's1', outcome: 'ok', value: '200' },
  ]);
  expect(session.connections).toHaveLength(1);
  expect(session.connections[0]?.endedMs).toBeTypeOf('number');
  expect(session.exchanges.map(({ connectionId, response }) => [connectionId, response?.status])).toEqual([
    ['c1', 200],
    ['c1', 200],
  ]);
});
