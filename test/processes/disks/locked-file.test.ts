import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectDone } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const content = noise(250 * KiB);

/*
 * Linux has one lock that keeps others from opening a file: the lease, which file servers take on
 * what their clients work on (https://man7.org/linux/man-pages/man2/fcntl.2.html, Leases). Node
 * cannot take one, Python can. It holds until its input ends; who asks in vain is signalled.
 */
const holder = `
import fcntl, os, signal, sys
signal.signal(signal.SIGIO, signal.SIG_IGN)
file = os.open(sys.argv[1], os.O_RDWR)
fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
print('held', flush=True)
sys.stdin.read()
`;

/** Whether a lease can be had: not without Python, and not on every file system. */
function canHold(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-lease-'));
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  const { status } = spawnSync('python3', ['-c', holder, file], { input: '' });
  rmSync(folder, { recursive: true });
  return status === 0;
}

const systems = canHold() ? [process.platform] : [];
if (systems.length === 0) {
  process.stderr.write('No lease can be taken here: a locked file is only simulated.\n');
}

/** @returns lets the file go */
async function holdFile(file: string): Promise<() => Promise<void>> {
  const child = spawn('python3', ['-c', holder, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.end();
    await once(child, 'exit');
  };
}

describe.each(systems)('a file that another program holds, on %s', () => {
  it('row 25: waits as being in use, stays in the queue, and goes up when it is free', async () => {
    const ferry = await startFerryUnderTest({ settings: { retryBudget: 1 } });
    const file = ferry.write('film.mp4', content);
    const release = await holdFile(file);
    await ferry.add([file, ferry.write('note.txt', 'free')]);
    const { state } = await ferry.reaches('film.mp4', 'waiting');
    expect(state).toMatchObject({ why: 'source-in-use', error: { code: 'source-in-use' } });
    await ferry.reaches('note.txt', 'done');
    await release();
    // Sooner than the half minute after which it looks by itself.
    await ferry.engine.pause({ all: true });
    await ferry.engine.resume({ all: true });
    await ferry.reaches('film.mp4', 'done');
    await ferry.cleanedUp();
    await expectDone(ferry, 'film.mp4', content);
  });
});
