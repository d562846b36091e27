/** No output of a walk holds a secret of the lab's users; a walk that was told to keep them holds them all. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab, type RunningLab } from '../../lab/index.js';
import { judge } from '../../shared/audits/judge.js';
import { findingsText, reportOf } from '../../shared/report.js';
import type { SessionEvent } from '../../shared/session/events.js';
import { sessionLines } from '../../shared/session/file.js';
import { buildCli, cli, scratchFolder } from './support/cliProcess.js';
import { plantedIn, watchLab } from './support/labTraffic.js';
import { secretsIn, type Planted } from './support/secretSearch.js';
import { walkIn } from './support/walks.js';

const folder = scratchFolder();
beforeAll(buildCli, 120_000);
afterAll(() => folder.remove());

type User = RunningLab['users'][number];

interface Outputs {
  readonly planted: readonly Planted[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** Walks as `user` in this process: events, file, report and text come from the same functions as everywhere. */
async function walkedHere(lab: RunningLab, user: User): Promise<Outputs> {
  const watch = watchLab();
  try {
    const events: SessionEvent[] = [];
    const session = await walkIn(
      lab,
      { timeoutMs: 10_000 },
      { user: user.sipAddress, emit: (event) => events.push(event) },
    );
    const judgement = judge(session);
    return {
      planted: plantedIn(watch.exchanges, user.password),
      outputs: {
        events: JSON.stringify(events),
        file: sessionLines(session),
        report: JSON.stringify(reportOf(session, judgement)),
        text: findingsText(judgement, session),
      },
    };
  } finally {
    watch.stop();
  }
}

/** The same with the real program, with everything it prints and writes. */
async function walkedByCli(lab: RunningLab, user: User, extra: readonly string[]): Promise<Outputs> {
  const watch = watchLab();
  const saved = folder.file(`${user.sipAddress}${extra.length}.lyncscope`);
  const common = [
    ...['check', user.sipAddress, '--user', user.userName, '--password-stdin', '--from', 'outside'],
    ...['--dns', `${lab.dns.address}:${lab.dns.port}`, '--ca', lab.caFile, '--proxy', 'none'],
    ...lab.connectTo.flatMap((rule) => ['--connect-to', rule]),
    ...extra,
  ];
  try {
    const text = await cli([...common, '--save', saved], { input: `${user.password}\n` });
    const json = await cli([...common, '--json'], { input: user.password });
    const judged = await cli(['judge', saved, '--json']);
    return {
      planted: plantedIn(watch.exchanges, user.password),
      outputs: {
        'text on standard output': text.stdout,
        'standard error': text.stderr + json.stderr + judged.stderr,
        'saved file': readFileSync(saved, 'utf8'),
        '--json': json.stdout,
        'judge --json': judged.stdout,
      },
    };
  } finally {
    watch.stop();
  }
}

/** What a whole sign-in sends and receives: the test must not pass because nothing went by. */
const signedIn = (deployment: string): readonly string[] => [
  ...['password', 'NT hash', 'NTLM NT response', 'proof key', 'assertion signature', 'web ticket'],
  ...(deployment === 'lync2010' ? [] : ['access token', 'bearer token']),
];

const kinds = (planted: readonly Planted[]): readonly string[] => [...new Set(planted.map(({ name }) => name))].sort();

describe.each(['lync2010', 'lync2013', 'sfb2015', 'sfb2019', 'sfbse'] as const)('%s', (deployment) => {
  let lab: RunningLab;
  beforeAll(async () => {
    lab = await startLab({ deployment, from: 'outside' });
  });
  afterAll(() => lab.stop());

  const expectNone = (user: User, { planted, outputs }: Outputs): void => {
    expect(kinds(planted)).toEqual(
      expect.arrayContaining([...(user.expect === 'pass' ? signedIn(deployment) : ['password'])]),
    );
    for (const [name, output] of Object.entries(outputs)) {
      expect([user.sipAddress, name, secretsIn(output, planted)]).toEqual([user.sipAddress, name, []]);
    }
  };

  it('records none of its users’ secrets', async () => {
    for (const user of lab.users) expectNone(user, await walkedHere(lab, user));
  }, 240_000);

  it('prints and saves none of them', async () => {
    const user = lab.users[1]!; // with letters beyond ASCII in the password
    expectNone(user, await walkedByCli(lab, user, []));
  }, 240_000);
});

it('keeps all of them where that was chosen before the run', async () => {
  const lab = await startLab({ deployment: 'sfb2015', from: 'outside' });
  try {
    const user = lab.users[0]!;
    const { planted, outputs } = await walkedByCli(lab, user, ['--keep-secrets']);
    const sent = planted.filter(({ name }) => name !== 'NT hash'); // never on the wire
    const found = secretsIn(Object.values(outputs).join('\n'), sent);
    expect(kinds(sent).filter((name) => !found.some((entry) => entry.startsWith(name)))).toEqual([]);
    // Each walk has tickets of its own: those of the one that was saved are in its file.
    expect(secretsIn(outputs['saved file'] ?? '', sent).length).toBeGreaterThan(kinds(sent).length - 1);
    expect(outputs['saved file']).toMatch(/"keepsSecrets":true/);
  } finally {
    await lab.stop();
  }
}, 240_000);
