/** No output of a walk holds a secret of the lab's users; a walk that was told to keep them holds them all. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab, type RunningLab } from '../../lab/index.js';
import { runWalk } from '../../main/walk.js';
import type { SessionEvent } from '../../shared/session/events.js';
import { buildCli, cli, scratchFolder } from './support/cliProcess.js';
import { plantedIn, watchLab } from './support/labTraffic.js';
import { secretsIn, type Planted } from './support/secretSearch.js';

const folder = scratchFolder();
beforeAll(buildCli, 120_000);
afterAll(() => folder.remove());

type User = RunningLab['users'][number];

interface Outputs {
  readonly planted: readonly Planted[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** Walks as `user` in every way that gives something out, and keeps what went over the lab's wires meanwhile. */
async function walked(lab: RunningLab, user: User, extra: readonly string[]): Promise<Outputs> {
  const watch = watchLab();
  const saved = folder.file(`${user.sipAddress}${extra.length}.lyncscope`);
  const common = [
    ...[
      'check',
      user.sipAddress,
      '--user',
      user.userName,
      '--password-stdin',
      '--from',
      'outside',
      '--timeout',
      '5000',
    ],
    ...['--dns', `${lab.dns.address}:${lab.dns.port}`, '--ca', lab.caFile, '--proxy', 'none'],
    ...lab.connectTo.flatMap((rule) => ['--connect-to', rule]),
    ...extra,
  ];
  try {
    const text = await cli([...common, '--save', saved], { input: `${user.password}\n` });
    const json = await cli([...common, '--json'], { input: user.password });
    const judged = await cli(['judge', saved, '--json']);
    const events: SessionEvent[] = [];
    await runWalk(
      {
        sipAddress: user.sipAddress,
        userName: user.userName,
        password: { mode: 'given', value: user.password },
        location: 'outside',
        signIn: 'auto',
        discoveryUrls: [],
        resolver: `${lab.dns.address}:${lab.dns.port}`,
        connectTo: lab.connectTo,
        proxy: 'none',
        authorities: [lab.caPem],
        trustedHosts: [],
        timeoutMs: 5000,
        keepSecrets: extra.includes('--keep-secrets'),
      },
      { emit: (event) => events.push(event), signal: new AbortController().signal },
    );
    return {
      planted: plantedIn(watch.exchanges, user.password),
      outputs: {
        'text on standard output': text.stdout,
        'standard error': text.stderr + json.stderr + judged.stderr,
        'saved file': readFileSync(saved, 'utf8'),
        '--json': json.stdout,
        'judge --json': judged.stdout,
        events: JSON.stringify(events),
      },
    };
  } finally {
    watch.stop();
  }
}

const kinds = (planted: readonly Planted[]): readonly string[] => [...new Set(planted.map(({ name }) => name))].sort();

describe.each(['lync2010', 'lync2013', 'sfb2015', 'sfb2019', 'sfbse'] as const)('%s', (deployment) => {
  let lab: RunningLab;
  beforeAll(async () => {
    lab = await startLab({ deployment, from: 'outside' });
  });
  afterAll(() => lab.stop());

  it('shows none of its users’ secrets', async () => {
    for (const user of lab.users) {
      const { planted, outputs } = await walked(lab, user, []);
      // The test must not pass because nothing went by.
      expect(kinds(planted)).toEqual(
        expect.arrayContaining(['NT hash', 'password', ...(user.expect === 'pass' ? signedIn(deployment) : [])]),
      );
      for (const [name, output] of Object.entries(outputs)) {
        expect([user.sipAddress, name, secretsIn(output, planted)]).toEqual([user.sipAddress, name, []]);
      }
    }
  }, 120_000);
});

/** What a whole sign-in sends and receives. */
const signedIn = (deployment: string): readonly string[] => [
  'NTLM NT response',
  'assertion signature',
  'web ticket',
  ...(deployment === 'lync2010' ? [] : ['access token', 'bearer token']),
];

it('keeps all of them where that was chosen before the run', async () => {
  const lab = await startLab({ deployment: 'sfb2015', from: 'outside' });
  try {
    const user = lab.users[0]!;
    const { planted, outputs } = await walked(lab, user, ['--keep-secrets']);
    const sent = planted.filter(({ name }) => name !== 'NT hash'); // never on the wire
    const found = secretsIn(Object.values(outputs).join('\n'), sent);
    expect(kinds(sent).filter((name) => !found.some((entry) => entry.startsWith(name)))).toEqual([]);
    // Each walk has tickets of its own: those of the one that was saved are in its file.
    expect(secretsIn(outputs['saved file'] ?? '', sent).length).toBeGreaterThan(kinds(sent).length - 1);
    expect(outputs['saved file']).toMatch(/"keepsSecrets":true/);
  } finally {
    await lab.stop();
  }
}, 60_000);
