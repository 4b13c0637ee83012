import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { databaseFile, resumeCommand } from '../../../main/cli/session/with-queue.ts';
import { finishCleanUps } from '../../../main/cli/commands/change-queue.ts';
import { watchInterrupts } from '../../../main/cli/run/interrupts.ts';
import { openLogFile } from '../../../main/cli/session/with-ferry.ts';
import { recoveryNotice } from '../../../main/cli/report/command-output.ts';
import { checkPaths } from '../../../main/cli/arguments/upload-plan.ts';
import { UsageError } from '../../../main/cli/report/exit-codes.ts';
import type { QueueRecovery } from '../../../shared/queue-recovery.ts';
import { createFakeWorld } from '../../helpers/doubles/fake-world.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ferry-cli-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the database', () => {
  it('is where --db says, from the working folder, or in the data folder of the person', () => {
    const { world } = createFakeWorld({ workingDirectory: folder });
    expect(databaseFile(world, 'a/queue.db')).toBe(path.join(folder, 'a', 'queue.db'));
    vi.stubEnv('XDG_DATA_HOME', '');
    const usual = databaseFile(world, undefined);
    vi.unstubAllEnvs();
    expect(usual.startsWith(homedir())).toBe(true);
    expect(usual.endsWith(path.join('ferry', 'queue.db'))).toBe(true);
  });

  it('is named in the command that goes on, as a shell wants it', () => {
    expect(resumeCommand(undefined)).toBe('ferry resume');
    expect(resumeCommand('a/queue.db')).toBe('ferry resume --db a/queue.db');
    expect(resumeCommand("it's here.db")).toBe(String.raw`ferry resume --db 'it'\''s here.db'`);
  });

  const damage = { damagedCopy: 'queue.db.damaged', reason: 'malformed' };
  it.each<[QueueRecovery, said: RegExp, unsaid: RegExp]>([
    [
      { outcome: 'restored', backup: 'queue.db.backup', ...damage },
      /Its last backup took its place: .*must be added again/,
      /empty|was kept/,
    ],
    [
      { outcome: 'partly-read', ...damage },
      /last changes .* are lost; all before them was kept/,
      /backup|empty/,
    ],
    [
      { outcome: 'begun-anew', ...damage },
      /there was no backup\. The queue begins empty/,
      /took its place|was kept/,
    ],
  ])('that was damaged is described exactly: %j', (recovery, said, unsaid) => {
    const told = recoveryNotice(recovery);
    expect(told).toMatchObject({ level: 'warning', code: 'database-recovered' });
    expect(told.message).toMatch(said);
    expect(told.message).not.toMatch(unsaid);
    expect(told.next).toBe('The damaged file is kept: queue.db.damaged');
  });
});

describe('checkPaths', () => {
  it('distinguishes files from folders and names every bad path', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    expect(await checkPaths(['file', '.'], folder)).toEqual([
      { path: file, kind: 'file' },
      { path: folder, kind: 'folder' },
    ]);
    const attempt = checkPaths(['file', 'gone', 'file/below', ''], folder);
    await expect(attempt).rejects.toThrow(UsageError);
    await expect(attempt).rejects.toThrow(/"gone" does not exist\.\n"file\/below".*\n"" is empty/);
  });
});

describe('the log', () => {
  it('is appended to, one entry a line, with the time', async () => {
    const file = path.join(folder, 'log');
    for (const event of ['engine-started', 'engine-stopped'] as const) {
      const logFile = await openLogFile(file, () => 0);
      logFile.log.write('info', { event, count: 1 });
      await logFile.close();
    }
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { time: '1970-01-01T00:00:00.000Z', level: 'info', event: 'engine-started', count: 1 },
      { time: '1970-01-01T00:00:00.000Z', level: 'info', event: 'engine-stopped', count: 1 },
    ]);
  });

  it('that cannot be written is wrong usage', async () => {
    const attempt = openLogFile(path.join(folder, 'gone', 'log'), () => 0);
    await expect(attempt).rejects.toThrow(UsageError);
  });
});

describe('finishCleanUps', () => {
  it('waits for what is done soon and leaves what is put off', async () => {
    const fake = createFakeWorld();
    const interrupts = watchInterrupts(fake.world);
    const answers = [{ count: 2 }, { count: 1, nextAt: 4000 }, { count: 0 }];
    fake.queue.cleanupBacklog = () => Promise.resolve(answers.shift() ?? { count: 9 });
    expect(await finishCleanUps(fake.queue, fake.world, interrupts)).toBe(0);
    fake.queue.cleanupBacklog = () => Promise.resolve({ count: 3, nextAt: 60_000 });
    expect(await finishCleanUps(fake.queue, fake.world, interrupts)).toBe(3);
  });

  it('ends when it is interrupted', async () => {
    const fake = createFakeWorld();
    const interrupts = watchInterrupts(fake.world);
    fake.queue.cleanupBacklog = () => {
      fake.interrupt();
      return Promise.resolve({ count: 1 });
    };
    expect(await finishCleanUps(fake.queue, fake.world, interrupts)).toBe(1);
  });
});
