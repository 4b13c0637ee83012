import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { findChromium } from './test/electron-host/chromium/find-chromium.ts';

const minutes = 60_000;

/**
 * The host of the window's tests drives a Chromium. Where there is none its tests are left out, and
 * said so; CI installs one.
 */
const chromium = findChromium(process.env);
if (chromium === undefined) {
  process.stderr.write(
    'No Chromium here: the tests of the window are left out. Debian: apt-get install chromium\n',
  );
}
const hostProjects =
  chromium === undefined
    ? []
    : [
        {
          extends: true as const,
          test: {
            name: 'host',
            include: ['test/electron-host/**/*.test.ts'],
            testTimeout: 1 * minutes,
            hookTimeout: 1 * minutes,
            maxWorkers: 2,
            sequence: { groupOrder: 4 },
          },
        },
        {
          extends: true as const,
          test: {
            name: 'e2e',
            include: ['test/{e2e,packaging}/**/*.test.ts'],
            globalSetup: 'test/e2e/helpers/build-once.ts',
            testTimeout: 2 * minutes,
            hookTimeout: 2 * minutes,
            maxWorkers: 2,
            sequence: { groupOrder: 5 },
          },
        },
      ];

/**
 * Groups, one after the other: the slow ones would starve each other on two cores. Processes
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
          exclude: ['test/{integration,faults,processes,e2e,packaging,electron-host,renderer}/**'],
          testTimeout: 1 * minutes,
          hookTimeout: 1 * minutes,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        plugins: [vue()],
        test: {
          name: 'renderer',
          include: ['test/renderer/**/*.test.ts'],
          environment: 'happy-dom',
          testTimeout: 1 * minutes,
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
          include: ['test/{faults,processes}/**/*.test.ts'],
          testTimeout: 5 * minutes,
          hookTimeout: 2 * minutes,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      ...hostProjects,
    ],
  },
});
