import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.{ts,tsx}', 'tests/lab/**/*.test.ts'],
    environment: 'node',
    // Tests of the lab wait for sockets and programs more than they compute.
    maxWorkers: Math.max(3, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
  },
});
