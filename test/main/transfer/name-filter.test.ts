import { describe, expect, it } from 'vitest';
import { createNameFilter } from '../../../main/transfer/name-filter.ts';

describe('the filter for names', () => {
  it('wants everything when nothing is said', () => {
    const filter = createNameFilter({});
    expect(filter.includes('a/.hidden', 'file')).toBe(true);
    expect(filter.excludes('a', 'folder')).toBe(false);
  });

  it.each<[string[], string, 'file' | 'folder', boolean]>([
    [['*.tmp'], 'deep/.x.tmp', 'file', true],
    [['*.tmp'], 'x.tmp.txt', 'file', false],
    [['a'], 'a/2.txt', 'file', true],
    [['a/'], 'a/2.txt', 'file', true],
    [['a/'], 'a', 'folder', true],
    [['a/'], 'a', 'file', false],
    [['/build'], 'build', 'folder', true],
    [['/build'], 'a/build', 'folder', false],
    [['a/*.txt'], 'b/a/x.txt', 'file', false],
    [['**/a/*.txt'], 'b/a/x.txt', 'file', true],
    [['a/**'], 'a', 'folder', false],
    [['a/**'], 'a/b/.c', 'file', true],
    [['!a/2.txt'], 'a/2.txt', 'file', false],
    [['!a/2.txt'], 'a/1.txt', 'file', false],
    [['a/*', '!a/2.txt'], 'a/2.txt', 'file', false],
    [['a/*', '!a/2.txt'], 'a/1.txt', 'file', true],
    [['*', '!a/'], 'a', 'folder', false],
    [['*.TMP'], 'x.tmp', 'file', false],
    [['图*'], '目录/图片.png', 'file', true],
    // Of a queue from before.
    [['{x,y}.bin'], 'y.bin', 'file', true],
  ])('row 74: patterns %j match %s, a %s: %s', (patterns, path, kind, expected) => {
    expect(createNameFilter({ exclude: patterns }).excludes(path, kind)).toBe(expected);
    expect(createNameFilter({ include: patterns }).includes(path, kind)).toBe(expected);
  });

  it('lets exclusion win over inclusion', () => {
    const filter = createNameFilter({ include: ['*.txt'], exclude: ['secret*'] });
    expect(filter.includes('a/note.txt', 'file')).toBe(true);
    expect(filter.includes('a/secret.txt', 'file')).toBe(false);
    expect(filter.includes('a/note.md', 'file')).toBe(false);
  });
});
