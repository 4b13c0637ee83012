import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFerry } from '../../helpers/ferry-process.ts';
import { patternedBytes, startSandboxFixture } from '../../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../../helpers/sandbox-fixture.ts';

let fixture: SandboxFixture;
beforeAll(async () => {
  fixture = await startSandboxFixture();
});
afterAll(async () => {
  await fixture.close();
});

let databases = 0;
function nextDatabase(): string {
  databases += 1;
  return path.join(fixture.folder, `queues-${databases}`, 'queue.db');
}

function ferry(...words: readonly string[]) {
  return runFerry(words, { environment: fixture.environment });
}

const KiB = 1024;

describe('ferry upload', () => {
  it('brings a folder over, byte for byte, and says so as JSON', async () => {
    const files: Record<string, Buffer> = {
      'photos/a.txt': Buffer.from('a'),
      'photos/empty': Buffer.alloc(0),
      'photos/夏天/b c+d%.bin': patternedBytes(70_000, 1),
      'photos/deep/er/large.bin': patternedBytes(1_000 * KiB, 2),
    };
    for (const [name, content] of Object.entries(files)) await fixture.write(name, content);
    const folder = path.join(fixture.folder, 'photos');
    await symlink('a.txt', path.join(folder, 'link'));
    const to = `oss://${fixture.sandbox.bucket}/in/`;
    const sizes = ['--part-size', '100KiB', '--threshold', '200KiB'];
    const result = await ferry(
      'upload',
      folder,
      '--to',
      to,
      '--db',
      nextDatabase(),
      '--json',
      ...sizes,
    );
    expect(result.errors).toBe('');
    expect(result.exitCode).toBe(0);
    expect(result.events[0]).toMatchObject({ type: 'added', batch: 1, to });
    expect(result.events.at(-1)).toMatchObject({
      type: 'summary',
      done: 4,
      failed: 0,
      skipped: 1,
      bytes: 70_001 + 1_000 * KiB,
      skippedBecause: { 'symbolic-link': 1 },
      interrupted: false,
    });
    for (const [name, content] of Object.entries(files)) {
      expect(await fixture.content(`in/${name}`)).toEqual(content);
    }
    expect(fixture.sandbox.journal.count({ operation: 'UploadPart' })).toBe(10);
  });

  it('speaks in plain lines in a pipe', async () => {
    const file = await fixture.write('plain.txt', 'plain');
    const to = `oss://${fixture.sandbox.bucket}/pipe/`;
    const result = await ferry('upload', file, '--to', to, '--db', nextDatabase());
    expect(result.exitCode).toBe(0);
    expect(result.output).toContain(`Uploading ${file} to ${to}\n`);
    expect(result.output).toContain('done     plain.txt  5 B\n');
    expect(result.output).toMatch(/Done: 1 file, 5 B, in \d+ s\./);
    expect(result.output).not.toContain('\u001b');
  });

  it('gives one file the whole key, and the object what the flags say', async () => {
    const file = await fixture.write('one.csv', 'x;y');
    const key = 'keys/today.csv';
    const to = `oss://${fixture.sandbox.bucket}/${key}`;
    const meta = [
      '--meta',
      'people=测试',
      '--mime',
      'text/csv',
      '--header',
      'Cache-Control: no-cache',
    ];
    const result = await ferry('upload', file, '--to', to, '--db', nextDatabase(), ...meta);
    expect(result.exitCode).toBe(0);
    const { headers } = await fixture.reader.open(key);
    expect(headers['content-type']).toBe('text/csv');
    expect(headers['cache-control']).toBe('no-cache');
    const people = headers['x-oss-meta-people'];
    expect(Buffer.from(String(people), 'latin1').toString()).toBe('测试');
  });

  it('takes keys, endpoint and region from a profile', async () => {
    const { accessKeyId, accessKeySecret, endpoint, region, bucket } = fixture.sandbox;
    const keys = `accessKeyID=${accessKeyId}\naccessKeySecret=${accessKeySecret}`;
    await fixture.write(
      '.ossutilconfig',
      `[profile work]\n${keys}\nendpoint=${endpoint}\nregion=${region}\n`,
    );
    const file = await fixture.write('by-profile', 'p');
    const flags = ['--profile', 'work', '--addressing', 'path', '--db', nextDatabase()];
    const words = ['upload', file, '--to', `oss://${bucket}/`, ...flags];
    const environment = { PATH: process.env['PATH'], HOME: fixture.folder };
    const result = await runFerry(words, { environment });
    expect(result.errors).toBe('');
    expect(result.exitCode).toBe(0);
    expect(await fixture.content('by-profile')).toEqual(Buffer.from('p'));
  });

  it('reports a failed callback, with the object stored', async () => {
    const file = await fixture.write('called', 'c');
    const text = JSON.stringify({ url: 'http://127.0.0.1:1/done', body: 'object=${object}' });
    const callback = ['--callback', await fixture.write('callback.json', text)];
    const words = ['upload', file, '--to', `oss://${fixture.sandbox.bucket}/`, ...callback];
    const result = await ferry(...words, '--db', nextDatabase());
    expect(result.exitCode).toBe(1);
    expect(result.output).toContain('Callback failed: 1 file is stored');
    expect(await fixture.content('called')).toEqual(Buffer.from('c'));
  });

  it('sends standard input, which survives in a spool file until it is done', async () => {
    const content = patternedBytes(300 * KiB, 3);
    const to = `oss://${fixture.sandbox.bucket}/blobs/`;
    const words = [
      'upload',
      '-',
      '--name',
      'report.bin',
      '--to',
      to,
      '--db',
      nextDatabase(),
      '--json',
    ];
    const { environment } = fixture;
    const result = await runFerry(words, { environment, input: Readable.from([content]) });
    expect(result.errors).toBe('');
    expect(result.events.at(-1)).toMatchObject({ done: 1, bytes: content.length });
    expect(await fixture.content('blobs/report.bin')).toEqual(content);
  });

  it('given again sends nothing and fails nothing', async () => {
    await fixture.write('again/a', 'a');
    await fixture.write('again/b', patternedBytes(300 * KiB, 4));
    const folder = path.join(fixture.folder, 'again');
    const words = ['upload', folder, '--to', `oss://${fixture.sandbox.bucket}/`, '--json'];
    expect((await ferry(...words, '--db', nextDatabase())).exitCode).toBe(0);
    const result = await ferry(...words, '--db', nextDatabase());
    expect(result.exitCode).toBe(0);
    expect(result.events.at(-1)).toMatchObject({
      done: 0,
      failed: 0,
      skipped: 2,
      skippedBecause: { identical: 2 },
    });
  });

  it('row 74: says what was left out by which pattern', async () => {
    await fixture.write('filtered/a.txt', 'a');
    await fixture.write('filtered/b.tmp', 'b');
    await fixture.write('filtered/c.tmp', 'c');
    await fixture.write('filtered/cache/d.txt', 'd');
    await fixture.write('filtered/e.md', 'e');
    const folder = path.join(fixture.folder, 'filtered');
    const words = ['upload', folder, '--to', `oss://${fixture.sandbox.bucket}/`];
    const filters = ['--exclude', '*.tmp', '--exclude', 'cache/', '--include', '*.txt'];
    const told = await ferry(...words, ...filters, '--json', '--db', nextDatabase());
    expect(told.events.at(-1)).toMatchObject({
      done: 1,
      leftOut: [
        { option: 'exclude', pattern: 'cache/', files: 0, folders: 1 },
        { option: 'exclude', pattern: '*.tmp', files: 2, folders: 0 },
        { option: 'include', files: 1, folders: 0 },
      ],
    });
    const nothing = await ferry(...words, '--exclude', '*', '--db', nextDatabase());
    expect(nothing.exitCode).toBe(0);
    expect(nothing.output).toContain(
      'Nothing was uploaded: --include and --exclude left everything out.\n' +
        'Left out: 4 files and 1 folder (--exclude "*").\n',
    );
  });

  it('overwrites nothing without a word', async () => {
    const file = await fixture.write('precious', 'old');
    const to = `oss://${fixture.sandbox.bucket}/`;
    await ferry('upload', file, '--to', to, '--db', nextDatabase());
    await writeFile(file, 'new');
    const refused = await ferry('upload', file, '--to', to, '--db', nextDatabase());
    expect(refused.exitCode).toBe(1);
    expect(refused.output).toContain('exists already and was left as it is');
    expect(await fixture.content('precious')).toEqual(Buffer.from('old'));
    const told = ['--conflict', 'overwrite'];
    expect(
      (await ferry('upload', file, '--to', to, '--db', nextDatabase(), ...told)).exitCode,
    ).toBe(0);
    expect(await fixture.content('precious')).toEqual(Buffer.from('new'));
  });

  it('makes its folder for the owner only', async () => {
    const file = await fixture.write('secretive', 's');
    const database = nextDatabase();
    await ferry('upload', file, '--to', `oss://${fixture.sandbox.bucket}/`, '--db', database);
    expect((await stat(path.dirname(database))).mode & 0o077).toBe(0);
  });

  it('leaves out what --exclude names', async () => {
    await fixture.write('choice/keep.txt', 'k');
    await fixture.write('choice/tmp/drop.txt', 'd');
    await mkdir(path.join(fixture.folder, 'choice', 'nothing'), { recursive: true });
    const folder = path.join(fixture.folder, 'choice');
    const to = `oss://${fixture.sandbox.bucket}/`;
    const flags = ['--exclude', 'tmp/**', '--keep-empty-folders', '--db', nextDatabase()];
    expect((await ferry('upload', folder, '--to', to, ...flags)).exitCode).toBe(0);
    expect(await fixture.reader.listKeys('choice/')).toEqual([
      'choice/keep.txt',
      'choice/nothing/',
    ]);
  });
});
