import { describe, expect, it } from 'vitest';
import { createNameFilter } from '../../../main/transfer/name-filter.ts';

describe('the filter for names', () => {
  it('wants everything when nothing is said', () => {
    const filter = createNameFilter({});
    expect(filter.includes('a/.hidden')).toBe(true);
    expect(filter.excludes('a')).toBe(false);
  });

  it.each([
    ['*.tmp', 'x.tmp', true],
    ['*.tmp', 'deep/down/x.tmp', true],
    ['*.tmp', 'deep/.x.tmp', true],
    ['*.tmp', 'x.tmp.txt', false],
    ['node_modules', 'a/node_modules', true],
    ['node_modules/', 'a/node_modules', true],
    ['/build', 'build', true],
    ['/build', 'a/build', false],
    ['a/*.txt', 'a/x.txt', true],
    ['a/*.txt', 'b/a/x.txt', false],
    ['**/a/*.txt', 'b/a/x.txt', true],
    ['a/**', 'a', true],
    ['a/**', 'a/b/.c', true],
    ['{x,y}.bin', 'y.bin', true],
    ['图*', '目录/图片.png', true],
  ])('glob %s and path %s: %s', (glob, path, expected) => {
    expect(createNameFilter({ exclude: [glob] }).excludes(path)).toBe(expected);
    expect(createNameFilter({ include: [glob] }).includes(path)).toBe(expected);
  });

  it('lets exclusion win over inclusion', () => {
    const filter = createNameFilter({ include: ['*.txt'], exclude: ['secret*'] });
    expect(filter.includes('a/note.txt')).toBe(true);
    expect(filter.includes('a/secret.txt')).toBe(false);
    expect(filter.includes('a/note.md')).toBe(false);
  });
});
