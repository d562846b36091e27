import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.{ts,tsx}', 'tests/lab/**/*.test.ts'],
    environment: 'node',
    // Tests of the lab wait for sockets and programs more than they compute.
    maxWorkers: Math.max(3, availableParallelism()),
    // Generous: a limit here finds what hangs, and must not fail on a machine that is busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    restoreMocks: true,
  },
});
