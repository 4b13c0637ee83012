import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rowsOf, startDriver } from '../../helpers/driver/driver-process.ts';
import { expectDone, expectFailed } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const small = noise(KiB);

/** Root can read every file, so the process runs as another user. */
const nobody = 65_534;

describe('what lies in a folder besides plain files', () => {
  it('row 26: what cannot be read fails with its reason, the rest goes up, and a retry reads it', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'ferry-home-'));
    onTestFinished(() => {
      rmSync(home, { recursive: true });
    });
    const ferry = await startFerryUnderTest({ stopped: true, databaseFolder: home });
    ferry.write('good.txt', small);
    const secret = ferry.write('secret.txt', small);
    chmodSync(secret, 0);
    ferry.write('closed/inside.txt', small);
    ferry.write('closed/deeper/one.txt', small);
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
      databaseFile: ferry.databaseFile,
      roots: [ferry.source],
      settings: {},
      ...(isRoot ? { user: nobody } : {}),
    }).ended;
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

    chmodSync(closed, 0o700);
    chmodSync(secret, 0o600);
    await ferry.restart();
    expect(await ferry.engine.retry({ all: true })).toBe(2);
    await ferry.cleanedUp();
    for (const name of ['secret.txt', 'closed/inside.txt', 'closed/deeper/one.txt']) {
      await expectDone(ferry, `source/${name}`, small);
    }
    expect((await ferry.row('source/closed')).state).toEqual({
      name: 'skipped',
      reason: 'folder-read',
    });
    expect(await ferry.remote.keys()).toHaveLength(4);
  });

  it('row 26: a folder that still cannot be read fails again, and a link in its place too', async () => {
    const ferry = await startFerryUnderTest();
    const gone = path.join(ferry.source, 'gone');
    await ferry.add(gone);
    await ferry.cleanedUp();
    await expectFailed(ferry, 'gone', { code: 'source-missing' });
    symlinkSync(path.dirname(ferry.write('elsewhere/not-yours.txt', small)), gone);
    await ferry.engine.retry({ all: true });
    await ferry.cleanedUp();
    await expectFailed(ferry, 'gone', { code: 'source-unreadable' });
    rmSync(gone);
    ferry.write('gone/back.txt', small);
    await ferry.engine.retry({ all: true });
    await ferry.cleanedUp();
    await expectDone(ferry, 'gone/back.txt', small);
    expect(await ferry.remote.keys()).toEqual(['gone/back.txt']);
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

  it('row 29: a file that has become a pipe when its turn comes fails and delays no other file', async () => {
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
