/** Every address of the pool's name is asked, and only so often; trouble of one is not that of the others. */
import { expect, it } from 'vitest';
import type { PinnedWay, StepHandle } from '../../../main/engine/api.js';
import type { Walk } from '../../../main/flows/context.js';
import { askFrontEnds } from '../../../main/flows/frontEnds/frontEnds.js';
import { failed } from '../../../shared/failure.js';

interface Asked {
  readonly ways: readonly (PinnedWay | undefined)[];
  readonly facts: readonly string[];
  readonly values: readonly string[];
  readonly open: number;
}

/** Runs the flow at a name with these addresses; `status` of undefined means that the address takes no connection. */
async function sweep(
  addresses: readonly string[],
  statusOf: (address: string | undefined) => number | undefined,
): Promise<Asked> {
  const ways: (PinnedWay | undefined)[] = [];
  const facts: string[] = [];
  const values: string[] = [];
  let open = 0;
  const step = {
    target: { timeoutMs: 1000 },
    signal: new AbortController().signal,
    attempt: async (_spec: unknown, body: (step: StepHandle) => Promise<unknown>) => body(step).catch(() => undefined),
    skip: () => undefined,
    fact: (_name: string, value: string) => void facts.push(value),
    value: (text: string) => void values.push(text),
    meaning: () => undefined,
    trust: async (url: string) => new URL(url),
    locate: async () => ({ addresses, port: 443 }),
    pin: (_url: string, way?: PinnedWay) => {
      ways.push(way);
      open += 1;
      return {
        exchange: async () => {
          const status = statusOf(way?.address);
          if (status === undefined) throw failed('connect', 'connection_refused', 'refused');
          return { status, headers: [['X-MS-Server-Fqdn', `fe-${way?.address ?? ''}.contoso.com`]], secure: true };
        },
        close: async () => void (open -= 1),
      };
    },
  } as unknown as StepHandle;
  const walk = {
    run: { root: step, now: () => 0 },
    target: { services: 'full' },
    credentials: { mode: 'none' },
    ucwa: { root: async (side: string) => (side === 'external' ? { root: {} } : {}) },
    frontEnds: {
      at: () => ({ url: 'https://web01.contoso.com/Autodiscover/AutodiscoverService.svc/root', field: '', from: '' }),
    },
  } as unknown as Walk;
  await askFrontEnds(walk);
  return { ways, facts, values, open };
}

const v4 = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `203.0.113.${index + 1}`);

it.each([2, 3, 6])('%d addresses have each their turn, on new connections that are closed again', async (count) => {
  const { ways, open } = await sweep(v4(count), () => 200);
  expect(new Set(ways.map((way) => way?.address))).toEqual(new Set(v4(count)));
  expect(ways.every((way) => way?.isNew === true)).toBe(true);
  expect(ways.length).toBeLessThanOrEqual(10);
  expect(open).toBe(0);
});

it('of a hundred addresses a few are asked', async () => {
  const { ways } = await sweep(v4(100), () => 200);
  expect(new Set(ways.map((way) => way?.address)).size).toBe(6);
});

it('an address that takes no connection is recorded beside one that answers', async () => {
  const { facts, values } = await sweep(v4(2), (address) => (address === '203.0.113.1' ? 200 : undefined));
  expect(facts[0]).toMatch(/^fe-203\.0\.113\.1\.contoso\.com 203\.0\.113\.1 (\d) of \1 good$/);
  expect(facts[1]).toMatch(/^unnamed 203\.0\.113\.2 0 of \d good$/);
  expect(values).toContain('1 server answered');
});

it('a name without a way to it is given up soon', async () => {
  const { ways } = await sweep([], () => undefined);
  expect(ways.length).toBeLessThanOrEqual(5);
  expect(ways.every((way) => way?.address === undefined)).toBe(true);
});
