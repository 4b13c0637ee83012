import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFerry } from '../helpers/ferry-process.ts';
import { startSandboxFixture } from '../helpers/sandbox-fixture.ts';
import type { SandboxFixture } from '../helpers/sandbox-fixture.ts';

let fixture: SandboxFixture;
beforeAll(async () => {
  fixture = await startSandboxFixture();
});
afterAll(async () => {
  await fixture.close();
});

function ferry(...words: readonly string[]) {
  return runFerry(words, { environment: fixture.environment });
}

function writeNotes(file: string): void {
  writeFileSync(file, 'notes without a copy\n'.repeat(50));
}

function makeForeign(file: string): void {
  const database = new Database(file);
  database.exec('CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES (1)');
  database.close();
}

/** A database of another program whose first page is damaged. */
function damageForeign(file: string): void {
  makeForeign(file);
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xa5, 100, 2000));
}

describe('--db', () => {
  it.each([
    ['a text', writeNotes],
    ['a database of another program', makeForeign],
    ['a damaged database of another program', damageForeign],
  ])('row 57: that names %s is refused, and the file left alone', async (_what, make) => {
    const other = await fixture.write(`foreign-${make.name}/other.txt`, 'x');
    const folder = path.dirname(other);
    const file = path.join(folder, 'precious');
    make(file);
    const before = readFileSync(file);
    const to = ['--to', `oss://${fixture.sandbox.bucket}/`];
    for (const words of [['status'], ['resume'], ['upload', other, ...to]]) {
      const result = await ferry(...words, '--db', file);
      expect(result.errors).toMatch(/^This file is not a database of Ferry, and was left as it is/);
      expect(result.exitCode).toBe(2);
    }
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual(['other.txt', 'precious']);
  });

  it('row 57: that names the file to upload is refused', async () => {
    const file = await fixture.write('same/photo.jpg', '');
    const to = ['--to', `oss://${fixture.sandbox.bucket}/`];
    const result = await ferry('upload', file, ...to, '--db', file);
    expect(result.errors).toContain('cannot be both the file to upload and the database');
    expect(result.exitCode).toBe(2);
    expect(readFileSync(file)).toEqual(Buffer.alloc(0));
    expect((await ferry('status', '--db', file)).exitCode).toBe(0);
    const reserve = `${file}.reserve`;
    writeFileSync(reserve, 'room');
    expect((await ferry('upload', reserve, ...to, '--db', file)).exitCode).toBe(2);
  });

  it('row 57: that lies in the folder to upload is skipped, with what belongs to it', async () => {
    const folder = path.dirname(await fixture.write('around/letter.txt', 'a letter'));
    const database = path.join(folder, 'queue.db');
    const words = ['upload', folder, '--to', `oss://${fixture.sandbox.bucket}/`, '--json'];
    for (const done of [1, 0]) {
      const { events, exitCode } = await ferry(...words, '--db', database);
      expect(exitCode).toBe(0);
      expect(events.at(-1)).toMatchObject({ done, failed: 0 });
      const { skippedBecause } = events.at(-1) as unknown as {
        readonly skippedBecause: Readonly<Record<string, number>>;
      };
      expect(skippedBecause['own-database']).toBeGreaterThan(1);
    }
    expect(await fixture.content('around/letter.txt')).toEqual(Buffer.from('a letter'));
    expect(await fixture.content('around/queue.db')).toBeUndefined();
  });

  it('row 57: takes an empty file', async () => {
    const file = await fixture.write('empty/queue.db', '');
    expect((await ferry('status', '--db', file)).exitCode).toBe(0);
  });
});
