import { defineConfig } from 'vitest/config';

const minutes = 60_000;

/**
 * Three groups, one after the other: the slow ones would starve each other on two cores. Processes
 * rather than threads, because the tests load native modules, start workers and end processes.
 * Time-outs are there to end a hang; no test counts on them.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    allowOnly: false,
    passWithNoTests: false,
    slowTestThreshold: 5000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{integration,faults,e2e}/**'],
          testTimeout: 1 * minutes,
          hookTimeout: 1 * minutes,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 3 * minutes,
          hookTimeout: 2 * minutes,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 5 * minutes,
          hookTimeout: 2 * minutes,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
