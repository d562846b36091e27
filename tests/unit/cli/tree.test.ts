import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmless, styleFor } from '../../../cli/terminal.js';
import { TreePrinter } from '../../../cli/tree.js';
import type { Session, Step } from '../../../shared/session/model.js';

const session = (steps: readonly Step[]): Session => ({
  format: 'lyncscope-session',
  formatVersion: 1,
  id: 'x',
  startedAt: '2026-11-20T00:00:00Z',
  tool: { version: '0', platform: 'linux', runtime: 'Node 20' },
  target: {
    sipAddress: 'bob@contoso.com',
    domain: 'contoso.com',
    hasPassword: false,
    location: 'outside',
    signIn: 'auto',
    discoveryUrls: [],
    connectTo: [],
    proxy: 'none',
    extraAuthorities: 0,
    trustedHosts: [],
    timeoutMs: 1000,
    plannedCredentialUses: 0,
  },
  keepsSecrets: false,
  outcome: 'running',
  steps,
  lookups: [],
  connections: [],
  exchanges: [],
  sipMessages: [],
  trustDecisions: [],
});

const step = (id: string, parentId: string | undefined, title: string, more: Partial<Step> = {}): Step => ({
  id,
  ...(parentId === undefined ? {} : { parentId }),
  kind: 'dns',
  title,
  outcome: 'running',
  startedMs: 0,
  facts: [],
  ...more,
});

function printer(reasons: Readonly<Record<string, string>> = {}): {
  readonly lines: string[];
  readonly tree: TreePrinter;
} {
  const lines: string[] = [];
  const tree = new TreePrinter({
    write: (line) => lines.push(line),
    style: styleFor({}, {}),
    expected: (_session, id) => reasons[id],
  });
  return { lines, tree };
}

const failure = { operation: 'lookup', code: 'name_not_found', message: 'The name does not exist.' } as const;
const done: readonly Step[] = [
  step('s1', undefined, 'Walk', { outcome: 'ok' }),
  step('s2', 's1', 'DNS', { outcome: 'failed', failure }),
  step('s3', 's2', 'Ask for lyncdiscoverinternal', { outcome: 'failed', failure, value: 'NXDOMAIN' }),
  step('s4', 's2', 'Ask for lyncdiscover', { outcome: 'ok', value: '192.0.2.1', meaning: 'The outside name exists.' }),
  step('s5', 's1', 'Sign in', { outcome: 'skipped', value: 'skipped: no password' }),
];

describe('the step tree as text', () => {
  it('says each step once, with its state, value and meaning, and marks what was to be expected', () => {
    const { lines, tree } = printer({ s3: 'It must not exist outside.' });
    tree.update(session(done));
    tree.update(session(done));
    expect(lines).toEqual([
      '          DNS',
      'expected    Ask for lyncdiscoverinternal  NXDOMAIN',
      '              It must not exist outside.',
      'ok          Ask for lyncdiscover  192.0.2.1',
      '              The outside name exists.',
      'skipped   Sign in  no password',
    ]);
    expect([...tree.expectedSteps]).toEqual(['s3']);
  });

  it('prints the same whatever order steps end in, and nothing twice', () => {
    const whole = printer();
    whole.tree.update(session(done));
    const leaves = done.slice(2);
    fc.assert(
      fc.property(fc.shuffledSubarray([...leaves], { minLength: leaves.length }), fc.boolean(), (order, groupFirst) => {
        const { lines, tree } = printer();
        let steps: Step[] = done.map((known) => ({ ...known, outcome: 'running' }));
        const end = (id: string): void => {
          steps = steps.map((known, index) => (known.id === id ? (done[index] ?? known) : known));
          tree.update(session(steps));
        };
        if (groupFirst) end('s2');
        for (const { id } of order) end(id);
        end('s2');
        end('s1');
        expect(lines).toEqual(whole.lines);
      }),
    );
  });

  it('grows: what has ended is printed before what is above it in time', () => {
    const { lines, tree } = printer();
    tree.update(
      session([
        step('s1', undefined, 'Walk'),
        step('s2', 's1', 'DNS'),
        step('s3', 's2', 'First', { outcome: 'ok' }),
        step('s4', 's2', 'Second'),
      ]),
    );
    expect(lines).toEqual(['          DNS', 'ok          First']);
  });

  it('lets no server write to the terminal', () => {
    const { lines, tree } = printer();
    tree.update(
      session([
        step('s1', undefined, 'Walk'),
        step('s2', 's1', 'a\u001b[2Jb\r\n\u202ec', { outcome: 'ok', value: '\u0007' }),
      ]),
    );
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(harmless('\u009b31m')).toBe('\ufffd31m');
  });

  it('uses colours only where a person looks', () => {
    expect(styleFor({ isTTY: true }, {}).bad('x')).toBe('\u001b[31mx\u001b[0m');
    expect(styleFor({ isTTY: true }, { NO_COLOR: '1' }).bad('x')).toBe('x');
    expect(styleFor({ isTTY: true }, { NO_COLOR: '' }).bad('x')).not.toBe('x');
    expect(styleFor({ isTTY: true }, { TERM: 'dumb' }).bad('x')).toBe('x');
    expect(styleFor({}, {}).bad('x')).toBe('x');
  });
});
