import { describe, expect, it } from 'vitest';
import { createNameFilter } from '../../../../main/transfer/source/name-filter.ts';

describe('the filter for names', () => {
  it('wants everything when nothing is said', () => {
    const filter = createNameFilter({});
    expect(filter.leavesOut('a/.hidden', 'file')).toBeUndefined();
    expect(filter.excludes('a', 'folder')).toBeUndefined();
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
    const { excludes } = createNameFilter({ exclude: patterns });
    const { leavesOut } = createNameFilter({ include: patterns });
    expect(excludes(path, kind) !== undefined).toBe(expected);
    expect(leavesOut(path, kind) === undefined).toBe(expected);
  });

  it('row 74: names the pattern that decided, as it was given; exclusion wins', () => {
    const filter = createNameFilter({ include: ['*.txt'], exclude: ['secret*', '*.{bak,old}'] });
    expect(filter.leavesOut('a/note.txt', 'file')).toBeUndefined();
    const rule = (path: string) => filter.leavesOut(path, 'file');
    expect(rule('a/secret.txt')).toEqual({ option: 'exclude', pattern: 'secret*' });
    expect(rule('a/x.old')).toEqual({ option: 'exclude', pattern: '*.{bak,old}' });
    expect(rule('a/note.md')).toEqual({ option: 'include' });
  });
});
