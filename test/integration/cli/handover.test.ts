import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountFrom } from '../../../main/cli/arguments/account.ts';
import { listFormats } from '../../../main/cli/commands/list-formats.ts';
import { openStore } from '../../../main/store/open-store.ts';
import type { NewTransfer } from '../../../main/engine/ports/transfer-store.ts';
import { runFerry, startFerry } from '../../helpers/ferry-process.ts';
import {
  patternedBytes,
  startSandboxFixture,
  type SandboxFixture,
} from '../../helpers/sandbox-fixture.ts';

const run = promisify(execFile);
/** Debian's package `rclone`; without it, its test has no second program to read the list. */
const rclone = '/usr/bin/rclone';
const oddNames = ['a b.txt', '#hash.txt', ';semi.txt', ' lead', '中文 名.txt', 'sub/deep.txt'];

let fixture: SandboxFixture;
let database: string;
let output: string;
let to: string;

beforeEach(async () => {
  fixture = await startSandboxFixture();
  database = path.join(fixture.folder, 'queue.db');
  output = path.join(fixture.folder, 'lists');
  to = `oss://${fixture.sandbox.bucket}/2026/`;
});
afterEach(() => fixture.close());

const ferry = (...words: readonly string[]) =>
  runFerry([...words, '--db', database], { environment: fixture.environment });
const handover = (format: string, ...words: readonly string[]) =>
  ferry('handover', '--batch', '1', '--format', format, '--output', output, ...words);

/** Another program: a Ferry with a queue of its own. */
async function sendElsewhere(file: string, key: string): Promise<void> {
  const other = ['--db', path.join(fixture.folder, 'other.db'), '--conflict', 'overwrite'];
  const place = `oss://${fixture.sandbox.bucket}/${key}`;
  const sent = await runFerry(['upload', file, '--to', place, ...other], {
    environment: fixture.environment,
  });
  expect(sent.exitCode).toBe(0);
}

/** Writes files below `in/` and queues them as batch 1; sends nothing. */
async function queueFiles(names: readonly string[]): Promise<void> {
  const { bucket } = fixture.sandbox;
  const account = await accountFrom({}, fixture.environment, bucket);
  const rows: NewTransfer[] = [];
  for (const name of names) {
    const file = await fixture.write(`in/${name}`, `content of ${name}`);
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    rows.push({
      key: `2026/in/${name}`,
      source: { kind: 'file', path: file },
      relativePath: `in/${name}`,
      size: Number(size),
      lane: 'small',
      identity: {
        device: `${dev}`,
        inode: `${ino}`,
        size: Number(size),
        modified: `${mtimeNs}`,
        changed: `${ctimeNs}`,
      },
      state: { name: 'queued' },
    });
  }
  const store = await openStore({ file: database });
  await store.saveAccount(account);
  const batch = await store.addBatch({
    name: 'in',
    destination: { accountId: account.id, bucket, prefix: '2026/' },
    conflictPolicy: 'overwrite',
    options: {},
    scanOptions: {},
    roots: [],
    createdAt: 0,
  });
  await store.addTransfers(batch.id, rows);
  await store.close();
}

async function failRow(relativePath: string): Promise<void> {
  const store = await openStore({ file: database });
  const { rows } = await store.page(
    {},
    { by: 'name', descending: false },
    { offset: 0, limit: 100 },
  );
  const row = rows.find((one) => one.relativePath === relativePath);
  if (row === undefined) throw new Error(`No row ${relativePath}`);
  await store.apply(row.id, { type: 'start' });
  await store.apply(row.id, { type: 'fail', error: { code: 'access-denied' } });
  await store.close();
}

/** A module that kills its process when it renames a folder to `target`. */
function killAtRename(target: string, when: 'before' | 'after'): string {
  return `
    import { syncBuiltinESMExports } from 'node:module';
    import files from 'node:fs/promises';
    const { rename } = files;
    files.rename = async (from, to) => {
      if (to === ${JSON.stringify(target)}) {
        if (${when === 'after'}) await rename(from, to);
        process.kill(process.pid, 'SIGKILL');
      }
      await rename(from, to);
    };
    syncBuiltinESMExports();
  `;
}

async function statesByName(): Promise<Record<string, unknown>> {
  const store = await openStore({ file: database });
  const sort = { by: 'name', descending: false } as const;
  const { rows } = await store.page({}, sort, { offset: 0, limit: 100 });
  await store.close();
  return Object.fromEntries(rows.map(({ relativePath, state }) => [relativePath, state]));
}

const listed = async (list = 'list-1.txt') => await readFile(path.join(output, list), 'utf8');

describe('ferry handover and verify', () => {
  it('settles what another program sent: done, missing and different', async () => {
    await queueFiles(['arrived.txt', 'missing.txt', 'other.txt', 'longer.txt']);
    expect((await handover('rclone')).exitCode).toBe(0);
    // Ferry sends none of them from now on.
    expect((await ferry('resume')).output).toContain('ferry verify');
    expect(await fixture.content('2026/in/missing.txt')).toBeUndefined();
    await sendElsewhere(path.join(fixture.folder, 'in/arrived.txt'), '2026/in/arrived.txt');
    // As long as the file, but with other bytes.
    const other = await fixture.write('x/other.txt', 'CONTENT of other.txt');
    await sendElsewhere(other, '2026/in/other.txt');
    await sendElsewhere(
      await fixture.write('x/longer.txt', 'longer by far than it was'),
      '2026/in/longer.txt',
    );
    const verified = await ferry('verify', '--batch', '1', '--json');
    expect(verified.exitCode).toBe(1);
    expect(verified.events.at(-1)).toMatchObject({
      type: 'summary',
      done: 1,
      failed: 2,
      paused: 1,
    });
    expect(await statesByName()).toMatchObject({
      'in/arrived.txt': { name: 'done', verified: 'crc64' },
      'in/missing.txt': { name: 'paused' },
      'in/other.txt': { name: 'failed', error: { code: 'object-differs' } },
      'in/longer.txt': { name: 'failed', error: { code: 'object-differs' } },
    });
    expect(String(await fixture.content('2026/in/other.txt'))).toBe('CONTENT of other.txt');
    expect((await ferry('verify', '--batch', '1')).exitCode).toBe(0);
  });

  it('leaves a file handed over that cannot be compared, and checks the others', async () => {
    await queueFiles(['a.txt', 'gone.txt']);
    await handover('rclone');
    for (const name of ['a.txt', 'gone.txt']) {
      await sendElsewhere(path.join(fixture.folder, 'in', name), `2026/in/${name}`);
    }
    await rm(path.join(fixture.folder, 'in/gone.txt'));
    const { exitCode, output: text } = await ferry('verify', '--batch', '1');
    expect(exitCode).toBe(1);
    expect(text).toContain('1 file could not be compared');
    expect(await statesByName()).toMatchObject({
      'in/a.txt': { name: 'done' },
      'in/gone.txt': { name: 'waiting', why: 'handed-over' },
    });
  });

  it('hands over through the Ferry that runs, which stops sending', async () => {
    const file = await fixture.write('large.bin', patternedBytes(1_000_000, 7));
    const held = fixture.sandbox.faults.add({
      when: { operation: 'UploadPart', key: '2026/large.bin', partNumber: 5 },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    const sizes = ['--part-size', '100KiB', '--threshold', '100KiB', '--parallel', '1'];
    const words = ['upload', file, '--to', to, '--db', database, '--json', ...sizes];
    const first = startFerry(words, { environment: fixture.environment });
    await held.nextFired();
    const { exitCode, errors } = await handover('ossutil');
    expect([exitCode, errors]).toEqual([0, '']);
    expect(await listed()).toBe('large.bin\n');
    expect((await first.ended).events.at(-1)).toMatchObject({ done: 0, waiting: 1 });
    expect(await statesByName()).toEqual({ 'large.bin': { name: 'waiting', why: 'handed-over' } });
  });

  it.each(listFormats)('writes %s lists and says what stays in Ferry', async (format) => {
    await queueFiles(['plain.txt', 'sub/deep.txt', 'new\nline.txt']);
    const { exitCode, output: text } = await handover(format, '--source', 'http://127.0.0.1:9');
    expect(exitCode).toBe(0);
    expect(text).toContain('1 file stays in Ferry');
    const names = await readdir(output);
    const lists = await Promise.all(
      names.filter((name) => name.startsWith('list-')).map((name) => listed(name)),
    );
    expect(lists.join('').trim().split('\n')).toHaveLength(2);
    expect(lists.join('')).toContain('plain.txt');
    expect(await listed('README.txt')).toContain('2026/');
    expect(await statesByName()).toMatchObject({
      'in/new\nline.txt': { name: 'paused' },
      'in/plain.txt': { name: 'waiting', why: 'handed-over' },
    });
  });

  it.skipIf(!existsSync(rclone))('writes a list that rclone reads, odd names and all', async () => {
    await queueFiles(oddNames);
    expect((await handover('rclone')).exitCode).toBe(0);
    const copy = path.join(fixture.folder, 'copy');
    const list = path.join(output, 'list-1.txt');
    await run(rclone, ['copy', '--files-from-raw', list, fixture.folder, copy], {
      env: { ...fixture.environment, HOME: fixture.folder },
    });
    for (const name of oddNames) {
      expect(await readFile(path.join(copy, 'in', name), 'utf8')).toBe(`content of ${name}`);
    }
  });

  it('overwrites no folder without --force, and then moves it aside', async () => {
    await queueFiles(['a.txt']);
    await mkdir(output);
    expect((await handover('rclone')).exitCode).toBe(2);
    expect(await statesByName()).toMatchObject({ 'in/a.txt': { name: 'queued' } });
    expect((await handover('rclone', '--force')).exitCode).toBe(0);
    const names = await readdir(fixture.folder);
    expect(names.filter((name) => name.startsWith('lists')).sort()).toEqual([
      'lists',
      'lists.old-1',
    ]);
  });

  it.each(['before', 'after'] as const)(
    'sends nothing twice and keeps every file when it dies just %s the list appears',
    async (when) => {
      await queueFiles(['a.txt', 'b.txt']);
      const killer = await fixture.write('kill-at-rename.mjs', killAtRename(output, when));
      const words = ['handover', '--batch', '1', '--format', 'rclone', '--output', output];
      const died = await runFerry([...words, '--db', database], {
        environment: fixture.environment,
        nodeArguments: ['--import', killer],
      });
      expect(died.signal).toBe('SIGKILL');
      expect(existsSync(output)).toBe(when === 'after');
      await ferry('resume');
      // The other program may have the list.
      expect(await fixture.content('2026/in/a.txt')).toBeUndefined();
      expect((await handover('rclone', '--force')).output).toContain('ferry verify');
      await ferry('verify', '--batch', '1');
      expect((await ferry('resume')).exitCode).toBe(0);
      expect(await statesByName()).toMatchObject({
        'in/a.txt': { name: 'done' },
        'in/b.txt': { name: 'done' },
      });
    },
  );

  it('hands over failed files when asked', async () => {
    await queueFiles(['a.txt', 'failed.txt']);
    await failRow('in/failed.txt');
    expect((await handover('rclone')).exitCode).toBe(0);
    expect(await listed()).toBe('in/a.txt\n');
    expect((await handover('rclone', '--force', '--with-failed')).exitCode).toBe(0);
    expect(await listed()).toBe('in/failed.txt\n');
    expect(await statesByName()).toEqual({
      'in/a.txt': { name: 'waiting', why: 'handed-over' },
      'in/failed.txt': { name: 'waiting', why: 'handed-over' },
    });
    await sendElsewhere(path.join(fixture.folder, 'in/failed.txt'), '2026/in/failed.txt');
    await ferry('verify', '--batch', '1');
    expect(await statesByName()).toMatchObject({
      'in/a.txt': { name: 'paused' },
      'in/failed.txt': { name: 'done' },
    });
  });

  it.each([
    ['no format', ['handover', '--batch', '1']],
    ['an unknown format', ['handover', '--batch', '1', '--format', 'x']],
    ['ossimport without a web server', ['handover', '--batch', '1', '--format', 'ossimport']],
    ['an unknown batch', ['handover', '--batch', '9', '--format', 'rclone']],
    ['an unknown batch to verify', ['verify', '--batch', '9']],
  ])('refuses %s', async (_, words) => {
    await queueFiles(['a.txt']);
    expect((await ferry(...words)).exitCode).toBe(2);
  });
});
