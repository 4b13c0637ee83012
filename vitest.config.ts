import vue from '@vitejs/plugin-vue';
import { statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { availableElectron, canHost } from './test/electron-host/choose-electron.ts';
import { builtWorkers } from './test/helpers/built-programs.ts';

const minutes = 60_000;

// Threads and processes run the TypeScript as it is: it need not be compiled for each of them anew.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
  new URL('node_modules/.cache/compiled', import.meta.url),
);

// Ferrys of the tests are not noted down in the data folder of the person who runs the tests.
process.env['XDG_DATA_HOME'] = '/dev/null';

// Databases of the tests sync what they write, and a disk takes longer for that than most tests.
if (hasMemoryFor('/dev/shm')) process.env['TMPDIR'] ??= '/dev/shm';

/** @returns whether the folder is there (on Linux, in memory) and has 8 GiB to spare */
function hasMemoryFor(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > 8 * 1024 ** 3;
  } catch {
    return false;
  }
}

/**
 * The tests of the window run on real Electron, or on a host that drives a Chromium. Linux on x64
 * always has one, from npm; other systems may have neither.
 */
const electron = availableElectron(process.env);
if (electron === undefined) {
  process.stderr.write(
    'No Electron and no Chromium for this system: the tests of the window are left out. Fetch Electron by: node node_modules/electron/install.js\n',
  );
}
/** Packing a stand-in for Electron, and starting it, takes the host. */
const canPack = canHost(process.env);

/**
 * Tests that start Ferry wait for timers, disks and other processes: with one worker for each
 * processor a quarter of the processor time went unused.
 */
const maxWaitingWorkers = availableParallelism() + 1;

const windowProject = {
  extends: true as const,
  test: {
    // Stands before every line of the report.
    name: electron === 'electron' ? 'e2e on Electron' : 'e2e on the test host',
    include: [
      `test/{e2e,security/window${canPack ? ',packaging' : ''}}/**/*.test.ts`,
      ...(electron === 'host' ? ['test/electron-host/**/*.test.ts'] : []),
    ],
    globalSetup: 'test/e2e/helpers/build-once.ts',
    testTimeout: 2 * minutes,
    hookTimeout: 2 * minutes,
    maxWorkers: maxWaitingWorkers,
    sequence: { groupOrder: 3 },
  },
};

/**
 * Groups, one after the other: the window would starve the others. Processes rather than threads,
 * because the tests load native modules, start workers and end processes. Time-outs are there to
 * end a hang; no test counts on them.
 */
export default defineConfig({
  plugins: [builtWorkers()],
  test: {
    pool: 'forks',
    // A process for each file costs a fifth of the time. No helper keeps what belongs to one file.
    isolate: false,
    // By itself it would leave one processor of two idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    allowOnly: false,
    passWithNoTests: false,
    slowTestThreshold: 5000,
    // One second, the default, is not enough on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/{integration,faults,processes,e2e,packaging,electron-host,renderer}/**',
            'test/security/window/**',
          ],
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
          include: ['test/{integration,faults,processes}/**/*.test.ts'],
          globalSetup: 'test/helpers/built-programs.ts',
          testTimeout: 5 * minutes,
          hookTimeout: 2 * minutes,
          maxWorkers: maxWaitingWorkers,
          sequence: { groupOrder: 2 },
        },
      },
      ...(electron === undefined ? [] : [windowProject]),
    ],
  },
});
