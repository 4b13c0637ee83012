import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoFolder, launchDemo, temporaryFolder, type RunningDemo } from './launch-demo.ts';

describe('the main process', () => {
  const folder = temporaryFolder();
  let demo: RunningDemo;

  beforeAll(async () => {
    demo = await launchDemo({
      userData: path.join(folder.path, 'user-data'),
      environment: { ELECTRON_HOST_PACKAGED_APP: demoFolder(), ELECTRON_HOST_KEYCHAIN: 'none' },
    });
  });

  afterAll(async () => {
    await demo.close();
    folder.remove();
  });

  it('may run as if it were packaged', async () => {
    const found = await demo.app.evaluate(({ app }) => ({
      isPackaged: app.isPackaged,
      isDefaultApp: process.defaultApp,
      appPath: app.getAppPath(),
    }));
    expect(found).toEqual({ isPackaged: true, isDefaultApp: undefined, appPath: demoFolder() });
  });

  it('may start without a keychain', async () => {
    const isAvailable = await demo.app.evaluate(({ safeStorage }) =>
      safeStorage.isAsyncEncryptionAvailable(),
    );
    expect(isAvailable).toBe(false);
  });

  it('forks plain Node and starts worker threads', async () => {
    const script = path.join(folder.path, 'child.cjs');
    writeFileSync(
      script,
      `const { parentPort } = require('node:worker_threads');
       const answer = [typeof process.versions.electron, process.env.ELECTRON_RUN_AS_NODE];
       if (parentPort) parentPort.postMessage(answer); else process.send(answer);`,
    );
    const answers = await demo.app.evaluate(async (_electron, file) => {
      const { fork } = process.getBuiltinModule('node:child_process');
      const { Worker } = process.getBuiltinModule('node:worker_threads');
      const answerOf = (child: NodeJS.EventEmitter): Promise<unknown> =>
        new Promise((resolve) => child.once('message', resolve));
      return Promise.all([answerOf(fork(file)), answerOf(new Worker(file))]);
    }, script);
    expect(answers).toEqual([
      ['undefined', '1'],
      ['undefined', undefined],
    ]);
  });

  it('has one place for each of its data, below the user data', async () => {
    const found = await demo.app.evaluate(({ app }) => {
      app.setPath('crashDumps', app.getPath('userData') + '/dumps');
      const messageOf = (use: () => unknown): string => {
        try {
          return String(use());
        } catch (error) {
          return String(error);
        }
      };
      return {
        logs: app.getPath('logs'),
        dumps: app.getPath('crashDumps'),
        unknown: messageOf(() => app.getPath('recent')),
        relative: messageOf(() => {
          app.setPath('logs', 'relative');
        }),
      };
    });
    const userData = path.join(folder.path, 'user-data');
    expect(found).toEqual({
      logs: path.join(userData, 'logs'),
      dumps: path.join(userData, 'dumps'),
      unknown: "Error: Failed to get 'recent' path",
      relative: 'Error: Path must be absolute',
    });
  });
});
