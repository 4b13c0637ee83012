import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFerry } from '../../helpers/ferry-process.ts';
import type { FerryResult } from '../../helpers/ferry-process.ts';
import { patternedBytes, startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../../helpers/sandbox-fixture.ts';

let fixture: SandboxFixture;
beforeEach(async () => {
  fixture = await startSandboxFixture();
});
afterEach(async () => {
  await fixture.close();
});

function ferry(...words: readonly string[]): Promise<FerryResult> {
  const db = ['--db', path.join(fixture.folder, 'queue.db')];
  return runFerry([...words, ...db], { environment: fixture.environment });
}

function upload(...words: readonly string[]): Promise<FerryResult> {
  return ferry('upload', ...words, '--to', `oss://${fixture.sandbox.bucket}/`);
}

/** OSS refuses the next request of this kind for `key`, which fails its file at once. */
function refuse(key: string, operation: 'PutObject' | 'InitiateMultipartUpload' | 'UploadPart') {
  fixture.sandbox.faults.add({
    when: { operation, key },
    fault: {
      kind: 'answer',
      status: 403,
      body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>',
    },
  });
}

describe('row 71: retry --conflict', () => {
  it.each([
    ['overwrite', ['--all'], 'new', undefined],
    ['overwrite', ['2'], 'new', undefined],
    ['rename', ['--error', 'object-exists'], 'old', 'new'],
    ['skip', ['--all'], 'old', undefined],
  ] as const)('%s takes effect with %j', async (policy, selection, there, renamed) => {
    const file = await fixture.write('a.txt', 'old');
    await upload(file);
    await fixture.write('a.txt', 'new');
    expect((await upload(file, '--conflict', 'fail')).exitCode).toBe(1);
    const retried = await ferry('retry', ...selection, '--conflict', policy);
    expect(retried.errors).toBe('');
    expect(retried.exitCode).toBe(0);
    expect(String(await fixture.content('a.txt'))).toBe(there);
    expect((await fixture.content('a (1).txt'))?.toString()).toBe(renamed);
  });

  it('row 71: stays with the file when the retry is cut short', async () => {
    const file = await fixture.write('a.txt', 'old');
    await upload(file);
    await fixture.write('a.txt', 'new');
    await upload(file, '--conflict', 'fail');
    refuse('a.txt', 'PutObject');
    expect((await ferry('retry', '--all', '--conflict', 'overwrite')).exitCode).toBe(1);
    expect((await ferry('retry', '--all')).exitCode).toBe(0);
    expect(String(await fixture.content('a.txt'))).toBe('new');
  });
});

describe('row 71: retry --part-size', () => {
  it('sends a file that was begun in other parts anew', async () => {
    const file = await fixture.write('large.bin', patternedBytes(600 * 1024, 3));
    refuse('large.bin', 'UploadPart');
    const sizes = ['--part-size', '100KiB', '--threshold', '100KiB'];
    expect((await upload(file, ...sizes)).exitCode).toBe(1);
    const before = fixture.sandbox.journal.find({ operation: 'UploadPart' }).length;
    const retried = await ferry('retry', '1', '--part-size', '300KiB', '--threshold', '200KiB');
    expect(retried.errors).toBe('');
    expect(retried.exitCode).toBe(0);
    const parts = fixture.sandbox.journal.find({ operation: 'UploadPart' }).slice(before);
    const numbers = parts.map(({ partNumber }) => partNumber ?? 0);
    expect(numbers.sort((a, b) => a - b)).toEqual([1, 2]);
    expect(await fixture.content('large.bin')).toEqual(patternedBytes(600 * 1024, 3));
    expect(await fixture.reader.countUploads()).toBe(0);
  });
});

describe('row 71: a retry reports on what it was asked for', () => {
  it('one file under another key, beside earlier failures', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await fixture.write(`in/${name}`, name);
    for (const name of ['b', 'c']) refuse(`in/${name}`, 'PutObject');
    expect((await upload(path.join(fixture.folder, 'in'))).exitCode).toBe(1);
    const status = await ferry('status', '--failed', '--json');
    const row = status.events.find((event) => event['path'] === 'in/b');
    const retried = await ferry('retry', String(row?.['id']), '--key', 'in/other');
    expect(retried.exitCode).toBe(0);
    expect(retried.output).toContain('Done: 1 file');
    expect(retried.output).not.toContain('in/c');
    expect(String(await fixture.content('in/other'))).toBe('b');
  });

  it('all that had failed, and none of what was done before', async () => {
    for (const name of ['a', 'b', 'c']) await fixture.write(`in/${name}`, name);
    refuse('in/b', 'PutObject');
    expect((await upload(path.join(fixture.folder, 'in'))).output).toContain('Done: 2 files');
    const retried = await ferry('retry', '--all');
    expect(retried.exitCode).toBe(0);
    expect(retried.output).toContain('Done: 1 file,');
  });
});
