import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, afterEach, beforeEach } from 'vitest';
import { createNameFilter, namesInOrder } from '../../../../main/transfer/source/folder-names.ts';

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

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ferry-list-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fill(names: readonly string[]): void {
  for (const name of names) {
    if (name.endsWith('/')) mkdirSync(path.join(folder, name));
    else writeFileSync(path.join(folder, name), '');
  }
}

/** The names as text; `namesInOrder` has one character for each byte. */
function listed(): string[] {
  return namesInOrder(folder).map((name) => Buffer.from(name, 'latin1').toString('utf8'));
}

it('lists folders first, and numbers by their value', () => {
  fill(['img10', 'img2', 'z2/', 'z10/', 'IMG1', 'a', 'Ärger', '照片 2', '照片 10']);
  const names = listed();
  expect(names.slice(0, 2)).toEqual(['z2', 'z10']);
  expect(names.filter((name) => /img/i.test(name))).toEqual(['IMG1', 'img2', 'img10']);
  expect(names.filter((name) => name.startsWith('照'))).toEqual(['照片 2', '照片 10']);
  expect(names.indexOf('Ärger')).toBeLessThan(names.indexOf('IMG1'));
});

it('lists Chinese names by their sound, and their numbers by their value', () => {
  const sorted = ['安排', '北京 2', '北京 10', '文档', '张三', '照片'];
  fill(sorted.toReversed());
  expect(listed()).toEqual(sorted);
});

it('has one order for names that count alike, so that a repeated scan finds the same', () => {
  fill(['1', '01', '001', 'B', 'b']);
  const names = listed();
  expect(names.slice(0, 3)).toEqual(['001', '01', '1']);
  expect(listed()).toEqual(names);
});

it('keeps a name that is no text, and takes a link for a file', () => {
  const bytes = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x78, 0xff])]);
  try {
    writeFileSync(bytes, '');
  } catch {
    // Some file systems take no such name; the link is tested on all of them.
  }
  fill(['dir/', 'y']);
  symlinkSync(path.join(folder, 'dir'), path.join(folder, 'link'));
  const names = namesInOrder(folder);
  expect(names[0]).toBe('dir');
  expect(names.filter((name) => name === 'x\xff' || name === 'link' || name === 'y')).toEqual(
    names.slice(1),
  );
});
