/** Promises about the repository itself: the lock file, the import rules, the counting of tests. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closingLine, playwrightCounts, sum, vitestCounts } from '../../../scripts/test-results.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lyncscope-repository-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('lock files', () => {
  it.each(['package-lock.json', 'tools/node24/package-lock.json'])(
    '%s names no download address, and a hash for all',
    async (file) => {
      const text = await readFile(path.join(root, file), 'utf8');
      expect(text).not.toMatch(/"resolved": "http/);
      const { packages } = JSON.parse(text) as {
        packages: Record<string, { integrity?: string; link?: boolean; inBundle?: boolean }>;
      };
      const bare = Object.entries(packages).filter(
        ([name, entry]) => name !== '' && !entry.integrity && !entry.link && !entry.inBundle,
      );
      expect(bare.map(([name]) => name)).toEqual([]);
    },
  );
});

describe('import rules', () => {
  interface Rules {
    readonly forbidden: IForbiddenRuleType[];
    readonly options: ICruiseOptions & { readonly enhancedResolveOptions: object };
  }
  const rules = createRequire(import.meta.url)('../../../.dependency-cruiser.cjs') as Rules;

  async function broken(file: string, text: string): Promise<string[]> {
    const project = path.join(folder, 'project');
    await rm(project, { recursive: true, force: true });
    const others = [
      'main/engine/api.ts',
      'main/net/tcp.ts',
      'main/walk.ts',
      'shared/session/model.ts',
      'shared/ipcSchemas.ts',
    ];
    for (const other of others) {
      await mkdir(path.join(project, path.dirname(other)), { recursive: true });
      await writeFile(path.join(project, other), 'export const x = 1;\n');
    }
    await mkdir(path.join(project, path.dirname(file)), { recursive: true });
    await writeFile(path.join(project, file), `${text}\nexport const y = 1;\n`);
    const { enhancedResolveOptions, ...options } = rules.options;
    const { tsConfig: _unused, ...cruiseOptions } = options as typeof options & { tsConfig?: unknown };
    const answer = await cruise(
      [file.split('/')[0] ?? ''],
      { ...cruiseOptions, baseDir: project, ruleSet: { forbidden: rules.forbidden }, validate: true },
      enhancedResolveOptions,
    );
    const { summary } = answer.output as ICruiseResult;
    return summary.violations.map(({ rule }) => rule.name);
  }

  it.each([
    ['main/flows/x.ts', "import { connect } from 'node:net';", 'main-flows'],
    ['main/flows/x.ts', "import { x } from '../net/tcp.js';", 'main-flows'],
    ['shared/session/x.ts', "import { readFile } from 'node:fs/promises';", 'shared-record'],
    ['shared/session/x.ts', "import { x } from '../../main/engine/api.js';", 'shared-record'],
    ['shared/protocol/x.ts', "import { x } from '../ipcSchemas.js';", 'shared-protocol'],
    ['main/engine/x.ts', "import { x } from '../walk.js';", 'main-engine'],
    ['main/net/x.ts', "import { x } from '../engine/api.js';", 'main-net'],
    ['lab/x.ts', "import { x } from '../shared/session/model.js';", 'lab-shares-nothing'],
    ['renderer/x.ts', "import { x } from '../shared/ipcSchemas.js';", 'renderer-without-schemas'],
    ['renderer/x.ts', "import { x } from '../main/walk.js';", 'renderer'],
    ['renderer/x.ts', "import { readFile } from 'node:fs/promises';", 'renderer'],
    ['preload/x.ts', "import { x } from '../shared/session/model.js';", 'preload'],
  ])('%s with %s breaks %s', async (file, text, rule) => {
    expect(await broken(file, text)).toContain(rule);
  });

  it.each([
    ['main/flows/x.ts', "import { x } from '../engine/api.js';"],
    ['main/engine/x.ts', "import { x } from '../net/tcp.js';\nimport 'node:net';"],
    ['lab/x.ts', "import 'node:net';"],
    ['renderer/x.ts', "import { x } from '../shared/session/model.js';"],
  ])('%s with %s is fine', async (file, text) => {
    expect(await broken(file, text)).toEqual([]);
  });
});

describe('the closing line', () => {
  const report = async (name: string, value: unknown): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, JSON.stringify(value));
    return file;
  };

  it('adds up what both runners counted', async () => {
    const vitest = vitestCounts(
      await report('v.json', {
        testResults: [
          { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'skipped' }, { status: 'todo' }] },
          { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
        ],
      }),
    );
    const playwright = playwrightCounts(
      await report('p.json', { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 6 }, errors: [] }),
    );
    expect(closingLine(sum([vitest, playwright]))).toBe('6 passed, 2 failed, 8 skipped');
  });

  it('counts a file that could not be loaded as a failure', async () => {
    const counts = vitestCounts(await report('v.json', { testResults: [{ status: 'failed', assertionResults: [] }] }));
    expect(closingLine(counts)).toBe('0 passed, 1 failed');
  });

  it('counts a runner that broke down as a failure', async () => {
    expect(vitestCounts(path.join(folder, 'missing.json')).failed).toBe(1);
    expect(playwrightCounts(path.join(folder, 'missing.json')).failed).toBe(1);
    const counts = playwrightCounts(
      await report('p.json', {
        stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 },
        errors: [{ message: 'x' }],
      }),
    );
    expect(counts.failed).toBe(1);
  });
});
