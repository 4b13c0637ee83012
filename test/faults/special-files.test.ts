import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rowsOf, startDriver } from '../helpers/driver-process.ts';
import { expectDone, expectFailed } from '../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../helpers/ferry-under-test.ts';
import { KiB } from '../helpers/quick-settings.ts';
import { noise } from '../helpers/source-content.ts';

const small = noise(KiB);

/** To root nothing is unreadable: whoever reads must be somebody else then. */
const nobody = 65_534;

describe('what lies in a folder besides plain files', () => {
  it('row 26: what cannot be read fails with its reason, and the rest goes up', async () => {
    const ferry = await startFerryUnderTest();
    const home = path.join(ferry.folder, 'home');
    mkdirSync(home);
    ferry.write('good.txt', small);
    chmodSync(ferry.write('secret.txt', small), 0);
    ferry.write('closed/inside.txt', small);
    const closed = path.join(ferry.source, 'closed');
    chmodSync(closed, 0);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) {
      for (const name of [ferry.folder, home, ferry.source, closed])
        chownSync(name, nobody, nobody);
      for (const name of ['good.txt', 'secret.txt']) {
        chownSync(path.join(ferry.source, name), nobody, nobody);
      }
    }
    const { lines, errors, exitCode } = await startDriver({
      sandbox: ferry.sandbox,
      databaseFile: path.join(home, 'queue.db'),
      roots: [ferry.source],
      settings: {},
      ...(isRoot ? { user: nobody } : {}),
    }).ended;
    chmodSync(closed, 0o700);
    expect({ errors, exitCode }).toEqual({ errors: '', exitCode: 0 });
    const states = rowsOf(lines, 'last').map(({ relativePath, state }) => [
      relativePath,
      state.name === 'failed' ? state.error.code : state.name,
    ]);
    expect(Object.fromEntries(states)).toEqual({
      'source/closed': 'source-unreadable',
      'source/good.txt': 'done',
      'source/secret.txt': 'source-unreadable',
    });
    expect(await ferry.remote.keys()).toEqual(['source/good.txt']);
  });

  it('row 28: links are left out, and followed only inside the root and never in a circle', async () => {
    const ferry = await startFerryUnderTest();
    ferry.write('folder/real.txt', small);
    writeFileSync(path.join(ferry.folder, 'outside.txt'), 'not yours');
    for (const [target, name] of [
      ['folder/real.txt', 'inside.txt'],
      ['../outside.txt', 'outside.txt'],
      ['.', 'folder/circle'],
      ['..', 'folder/up'],
    ] as const) {
      symlinkSync(target, path.join(ferry.source, name));
    }
    const { id } = await ferry.add(ferry.source);
    await ferry.cleanedUp();
    const states = (await ferry.rows()).map(({ state }) => state.name);
    expect(states.filter((name) => name === 'skipped')).toHaveLength(4);
    expect(await ferry.remote.keys()).toEqual(['source/folder/real.txt']);
    expect(await ferry.engine.remove({ batchId: id })).toBe(5);
    await ferry.add(ferry.source, { scanOptions: { followLinks: true } });
    await ferry.cleanedUp();
    expect(await ferry.remote.keys()).toEqual(['source/folder/real.txt', 'source/inside.txt']);
  });

  it('row 29: pipes, sockets and devices are skipped with the reason, and nothing hangs', async () => {
    const ferry = await startFerryUnderTest();
    ferry.write('good.txt', small);
    execFileSync('mkfifo', [path.join(ferry.source, 'pipe')]);
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(path.join(ferry.source, 'socket'), resolve);
    });
    onTestFinished(() => void server.close());
    await ferry.add([ferry.source, '/dev/null']);
    await ferry.cleanedUp();
    const states = (await ferry.rows()).map(({ relativePath, state }) => [relativePath, state]);
    expect(Object.fromEntries(states)).toEqual({
      'source/good.txt': { name: 'done', verified: 'crc64' },
      'source/pipe': { name: 'skipped', reason: 'special-file' },
      'source/socket': { name: 'skipped', reason: 'special-file' },
      null: { name: 'skipped', reason: 'special-file' },
    });
  });

  it('row 29: a file that has become a pipe when its turn comes fails and holds up nobody', async () => {
    const ferry = await startFerryUnderTest({ settings: { smallFilesAtOnce: 1 } });
    const first = ferry.sandbox.faults.add({
      when: { operation: 'PutObject', key: 'source/1.txt' },
      fault: { kind: 'hold' },
    });
    for (const name of ['1.txt', '2.txt', '3.txt']) ferry.write(name, small);
    await ferry.add(ferry.source);
    await first.nextFired();
    const second = path.join(ferry.source, '2.txt');
    rmSync(second);
    execFileSync('mkfifo', [second]);
    first.release();
    await ferry.cleanedUp();
    await expectDone(ferry, 'source/1.txt', small);
    await expectFailed(ferry, 'source/2.txt', { code: 'source-unreadable' });
    await expectDone(ferry, 'source/3.txt', small);
  });
});
