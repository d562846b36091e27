import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Files that replace modules for all who import them, change the environment of the process or measure its memory. */
const alone = [
  'tests/unit/electron/**/*.test.ts',
  'tests/unit/host/**/*.test.ts',
  'tests/unit/lab/serverContext.test.ts',
  'tests/unit/tlsDsk/otherRuntime.test.ts',
  'tests/unit/sweep/engine.test.ts',
  'tests/lab/kerberos.test.ts',
  'tests/lab/hostile-bodies.test.ts',
  'tests/lab/hostile-certificates.test.ts',
  'tests/lab/sweep-memory.test.ts',
];

export default defineConfig({
  test: {
    environment: 'node',
    // Tests of the lab wait for sockets and programs more than they compute.
    maxWorkers: Math.max(3, availableParallelism()),
    // Generous: a limit here finds what hangs, and must not fail on a machine that is busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    restoreMocks: true,
    projects: [
      // One file after the other in the same process: loading the program and making the lab's keys takes longer than most tests.
      {
        extends: true,
        test: {
          name: 'together',
          include: ['tests/unit/**/*.test.{ts,tsx}', 'tests/lab/**/*.test.ts'],
          exclude: alone,
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
