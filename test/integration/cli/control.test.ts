import { mkdir, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../main/store/open-store.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import type { OperationName } from '../../../sandbox/rules/operation.ts';
import { runFerry, startFerry } from '../../helpers/ferry-process.ts';
import type { FerryProcess } from '../../helpers/ferry-process.ts';
import { patternedBytes, startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../../helpers/sandbox-fixture.ts';
import { nextLine, startChild } from '../../main/store/child-process.ts';

const KiB = 1024;
const large = patternedBytes(1000 * KiB, 7);
const sizes = ['--part-size', '100KiB', '--threshold', '100KiB', '--parallel', '1'];

let fixture: SandboxFixture;
let environment: NodeJS.ProcessEnv;
let database: string;
let to: string;
beforeEach(async () => {
  fixture = await startSandboxFixture();
  environment = fixture.environment;
  database = path.join(fixture.folder, 'queue.db');
  to = `oss://${fixture.sandbox.bucket}/`;
});
afterEach(async () => {
  await fixture.close();
});

const ferry = (...words: readonly string[]) =>
  runFerry([...words, '--db', database], { environment });

/** Holds every answer to this operation on this key until it is removed. */
function hold(operation: OperationName, key: string, more: { readonly partNumber?: number } = {}) {
  return fixture.sandbox.faults.add({
    when: { operation, key, ...more },
    times: Infinity,
    fault: { kind: 'hold' },
  });
}

/** A Ferry that has sent four parts of its file and waits for the answer to the fifth. */
async function startFirst(...more: readonly string[]) {
  const file = await fixture.write('large.bin', large);
  const held = hold('UploadPart', 'large.bin', { partNumber: 5 });
  const words = ['upload', file, '--to', to, '--db', database, '--json', ...sizes, ...more];
  const first = startFerry(words, { environment });
  await held.nextFired();
  return { first, held };
}

/** Leaves a failed file in the queue: its object is another one. */
async function failOne(): Promise<void> {
  const one = await fixture.write('taken.txt', 'new');
  expect((await ferry('upload', one, '--to', to)).exitCode).toBe(0);
  const other = await fixture.write('sub/taken.txt', 'other');
  expect((await ferry('upload', other, '--to', to, '--conflict', 'fail')).exitCode).toBe(1);
}

async function startSecond(name: string, held: { nextFired(): Promise<unknown> }) {
  const file = await fixture.write(name, 'small');
  const words = ['upload', file, '--to', to, '--db', database];
  const second = startFerry(words, { environment });
  await held.nextFired();
  return second;
}

async function end(ferryProcess: FerryProcess): Promise<void> {
  ferryProcess.signal('SIGKILL');
  await ferryProcess.ended;
}

function sent(key: string, operation: OperationName): number {
  const entries = fixture.sandbox.journal.find({ operation, key });
  return entries.filter(({ applied }) => applied).length;
}

describe('while a Ferry runs', () => {
  it('row 73: a second upload is handed over and ends with its own report', async () => {
    const { first, held } = await startFirst();
    const file = await fixture.write('small.txt', 'small');
    const second = await ferry('upload', file, '--to', to, '--json');
    expect(second.errors).toBe('');
    expect(second.exitCode).toBe(0);
    expect(second.events.at(-1)).toMatchObject({
      type: 'summary',
      done: 1,
      bytes: 5,
      unfinished: 0,
    });
    const rows = second.events.filter(({ type }) => type === 'transfer');
    expect(new Set(rows.map(({ path: shown }) => shown))).toEqual(new Set(['small.txt']));
    const progress = second.events.filter(({ type }) => type === 'progress');
    expect(progress.at(-1)).toMatchObject({ bytes: { sent: 5, total: 5 } });
    expect(await fixture.content('small.txt')).toEqual(Buffer.from('small'));
    expect(await fixture.content('large.bin')).toBeUndefined();
    held.remove();
    // What the second command added is no part of the report of the first.
    const report = await first.ended;
    expect(report.exitCode).toBe(0);
    expect(report.events.at(-1)).toMatchObject({ type: 'summary', done: 1, bytes: large.length });
    expect(report.output).not.toContain('small.txt');
  });

  it('row 73: a retry waits for its own files, and keeps the settings of the run out of the queue', async () => {
    await failOne();
    const { first, held } = await startFirst('--jobs', '1', '--limit', '50MB/s');
    const retried = await ferry('retry', '--all', '--conflict', 'overwrite', '--json');
    expect(retried.errors).toBe('');
    expect(retried.exitCode).toBe(0);
    expect(retried.events.at(-1)).toMatchObject({ type: 'summary', done: 1, failed: 0 });
    expect(await fixture.content('taken.txt')).toEqual(Buffer.from('other'));
    expect(await fixture.content('large.bin')).toBeUndefined();
    expect((await ferry('limit', '60MB/s')).exitCode).toBe(0);
    held.remove();
    expect((await first.ended).events.at(-1)).toMatchObject({ done: 1, failed: 0 });
    const store = await openStore({ file: database });
    onTestFinished(() => store.close());
    expect(await store.settings()).toEqual({ ...defaultSettings, bandwidthLimit: 60_000_000 });
  });

  it('row 73: a retry that runs takes a second upload, and reports its own', async () => {
    await failOne();
    const held = hold('PutObject', 'taken.txt');
    const words = ['retry', '--all', '--conflict', 'overwrite', '--json', '--db', database];
    const first = startFerry(words, { environment });
    await held.nextFired();
    const file = await fixture.write('small.txt', 'small');
    expect((await ferry('upload', file, '--to', to)).exitCode).toBe(0);
    expect(await fixture.content('small.txt')).toEqual(Buffer.from('small'));
    held.remove();
    const report = await first.ended;
    expect(report.exitCode).toBe(0);
    expect(report.events.at(-1)).toMatchObject({ type: 'summary', done: 1, bytes: 5 });
    expect(report.output).not.toContain('small.txt');
  });

  it('row 73: a resume that runs does not report what a second upload adds', async () => {
    const { first, held } = await startFirst();
    await end(first);
    const words = ['resume', '--json', '--db', database];
    const resumed = startFerry(words, { environment });
    await held.nextFired();
    const file = await fixture.write('small.txt', 'small');
    expect((await ferry('upload', file, '--to', to)).exitCode).toBe(0);
    held.remove();
    const report = await resumed.ended;
    expect(report.events.at(-1)).toMatchObject({ type: 'summary', done: 1, bytes: large.length });
    expect(report.output).not.toContain('small.txt');
  });

  it('row 73: resume brings paused files of earlier uploads to the engine that runs', async () => {
    const before = hold('PutObject', 'before.txt');
    const file = await fixture.write('before.txt', 'before');
    const earlier = startFerry(['upload', file, '--to', to, '--db', database], { environment });
    await before.nextFired();
    expect((await ferry('pause', '--all')).output).toContain('Paused: 1 file.');
    await earlier.ended;
    const { first, held } = await startFirst();
    const resumed = startFerry(['resume', '--json', '--db', database], { environment });
    await before.nextFired();
    before.remove();
    held.remove();
    expect((await resumed.ended).exitCode).toBe(0);
    expect((await first.ended).exitCode).toBe(0);
    expect(await fixture.content('before.txt')).toEqual(Buffer.from('before'));
    expect(await fixture.content('large.bin')).toEqual(large);
  });

  it('row 73: a second upload that fails ends with its own exit code', async () => {
    const { first } = await startFirst();
    const file = await fixture.write('taken.txt', 'new');
    const other = await fixture.write('sub/taken.txt', 'other');
    const second = await ferry('upload', file, '--to', to, '--json');
    expect(second.exitCode).toBe(0);
    const third = await ferry('upload', other, '--to', to, '--conflict', 'fail', '--json');
    expect(third.exitCode).toBe(1);
    expect(third.events.at(-1)).toMatchObject({ type: 'summary', done: 0, failed: 1 });
    expect(await fixture.content('taken.txt')).toEqual(Buffer.from('new'));
    await end(first);
  });

  it('row 73: status, limit, pause, resume and retry are answered by it', async () => {
    const { first } = await startFirst();
    const status = await ferry('status');
    expect(status.output).toContain('uploading');
    expect(status.output).toContain('large.bin');
    expect((await ferry('limit', '2MB/s')).output).toBe('Limit: 2.00 MB/s.\n');
    expect((await ferry('retry', '--all')).output).toContain('no selected file has failed');
    const paused = await ferry('pause', '--all');
    expect(paused.errors).toBe('');
    expect(paused.output).toContain('Paused: 1 file.');
    expect((await first.ended).events.at(-1)).toMatchObject({ type: 'summary', paused: 1 });
  });

  it('row 73: cancel ends the upload at OSS', async () => {
    const { first, held } = await startFirst();
    const cancelled = await ferry('cancel', '--all');
    expect(cancelled.errors).toBe('');
    expect(cancelled.output).toContain('Cancelled: 1 file.');
    expect((await first.ended).events.at(-1)).toMatchObject({ type: 'summary', cancelled: 1 });
    held.remove();
    expect(await fixture.reader.countUploads()).toBe(0);
  });

  it('row 73: Ctrl-C on the second command leaves it alone, and says so', async () => {
    const { first, held } = await startFirst();
    const small = hold('PutObject', 'small.txt');
    const second = await startSecond('small.txt', small);
    second.signal('SIGINT');
    const left = await second.ended;
    expect(left.exitCode).toBe(130);
    expect(left.output).toContain('the Ferry that is running goes on');
    expect(left.output).not.toContain('Paused');
    small.remove();
    held.remove();
    await first.ended;
    expect(await fixture.content('small.txt')).toEqual(Buffer.from('small'));
    expect(await fixture.content('large.bin')).toEqual(large);
  });

  it('row 73: when it is killed, the second command goes on by itself', async () => {
    const { first, held } = await startFirst();
    const small = hold('PutObject', 'small.txt');
    const second = await startSecond('small.txt', small);
    await end(first);
    small.remove();
    held.remove();
    const result = await second.ended;
    expect(result.errors).toBe('');
    expect(result.output).toContain('this command goes on with its own files');
    expect(result.exitCode).toBe(0);
    expect(await fixture.content('small.txt')).toEqual(Buffer.from('small'));
    expect(sent('small.txt', 'PutObject')).toBe(1);
    expect((await readdir(`${database}.control`)).length).toBe(0);
  });

  it('row 73: does not send with other access keys than those of the command', async () => {
    const { first } = await startFirst();
    const file = await fixture.write('small.txt', 'small');
    const words = ['upload', file, '--to', to, '--db', database];
    const others = { ...environment, OSS_ACCESS_KEY_ID: 'others', OSS_ACCESS_KEY_SECRET: 'x' };
    const second = await runFerry(words, { environment: others });
    expect(second.exitCode).toBe(2);
    expect(second.errors).toContain('does not have the access keys of this command');
    const limited = await ferry('upload', file, '--to', to, '--jobs', '2');
    expect(limited.exitCode).toBe(2);
    expect(limited.errors).toContain('cannot decide how it sends');
    expect(await fixture.content('small.txt')).toBeUndefined();
    await end(first);
  });
});

describe('when the Ferry that runs cannot be asked', () => {
  it('row 73: status reads what it has on disk', async () => {
    const file = await fixture.write('small.txt', 'small');
    expect((await ferry('upload', file, '--to', to)).exitCode).toBe(0);
    const holder = startChild(new URL('../../main/store/holding-child.ts', import.meta.url), [
      database,
    ]);
    onTestFinished(() => holder.kill());
    expect(await nextLine(holder)).toBe('opened');
    const status = await ferry('status');
    expect(status.errors).toBe('');
    expect(status.output).toContain('does not answer');
    expect(status.output).toContain('1 done');
    const pause = await ferry('pause', '--all');
    expect(pause.exitCode).toBe(1);
    expect(pause.errors).toContain('Another Ferry is at work');
  });

  it('row 73: another version gets one clear sentence', async () => {
    const file = await fixture.write('small.txt', 'small');
    expect((await ferry('upload', file, '--to', to)).exitCode).toBe(0);
    await mkdir(`${database}.control`, { recursive: true, mode: 0o700 });
    const server = createServer((socket) => {
      const value = { protocol: 99, version: '9.9.9', spoolFolder: fixture.folder };
      socket.once('data', () => socket.write(`${JSON.stringify({ id: 1, ok: true, value })}\n`));
      socket.on('error', () => undefined);
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(`${database}.control/socket`, resolve));
    const status = await ferry('status');
    expect(status.exitCode).toBe(1);
    expect(status.errors).toContain('has version 9.9.9');
    expect(status.errors.trimEnd().split('\n')).toHaveLength(2);
  });
});
