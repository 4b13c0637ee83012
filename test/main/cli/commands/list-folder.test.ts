import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ListFolder } from '../../../../main/cli/commands/list-folder.ts';

let base: string;
let folder: string;
beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'ferry-lists-'));
  folder = path.join(base, 'lists');
});
afterEach(() => rm(base, { recursive: true }));

describe('ListFolder', () => {
  it('appears with all lines, and only by publish', async () => {
    const lists = await ListFolder.create(folder, false);
    await lists.add('list-1.txt', 'a');
    await lists.add('list-2.txt', 'b');
    await lists.add('list-1.txt', 'c');
    await lists.complete();
    expect(await readdir(base)).not.toContain('lists');
    await lists.publish();
    await lists.discard();
    expect(await readdir(base)).toEqual(['lists']);
    expect(await readFile(path.join(folder, 'list-1.txt'), 'utf8')).toBe('a\nc\n');
  });

  // Only Linux has a device that is always full.
  it.skipIf(!existsSync('/dev/full'))('leaves nothing when the disk is full', async () => {
    const temporary = `${folder}.tmp-${process.pid}`;
    await mkdir(temporary);
    await symlink('/dev/full', path.join(temporary, 'list-1.txt'));
    const lists = await ListFolder.create(folder, false);
    await lists.add('list-1.txt', 'a');
    await expect(lists.complete()).rejects.toMatchObject({ record: { code: 'disk-full' } });
    await lists.discard();
    expect(await readdir(base)).toEqual([]);
  });

  it('refuses a folder that is there, and leaves it alone', async () => {
    await mkdir(folder);
    await expect(ListFolder.create(folder, false)).rejects.toThrow('exists.');
    expect(await readdir(base)).toEqual(['lists']);
  });
});
