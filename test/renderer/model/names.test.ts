import { describe, expect, it } from 'vitest';
import { plainName, splitName, splitPath } from '../../../renderer/model/names/split-name.ts';

describe('a name cut in the middle', () => {
  it('keeps the extension and a little before it', () => {
    expect(splitName('unedited-master-copy-final-v2.ARW')).toEqual({
      head: 'unedited-master-copy-fin',
      tail: 'al-v2.ARW',
    });
  });

  it('keeps the extension of a short name', () => {
    expect(splitName('A7R04008.ARW')).toEqual({ head: 'A7R04008', tail: '.ARW' });
    expect(splitName('notes')).toEqual({ head: 'notes', tail: '' });
    expect(splitName('.gitignore')).toEqual({ head: '.gitignore', tail: '' });
  });

  it('does not tear apart what belongs together', () => {
    const name = '👩‍👩‍👧‍👦'.repeat(30) + '.mov';
    const { head, tail } = splitName(name);
    expect(head + tail).toBe(name);
    expect(tail).toBe('👩‍👩‍👧‍👦'.repeat(5) + '.mov');
  });

  it('takes a very long ending for a part of the name', () => {
    const { tail } = splitName('a.this-is-not-an-extension-at-all');
    expect(tail).toHaveLength(5);
  });
});

describe('a name on the screen', () => {
  it('cannot be read backwards', () => {
    expect(plainName('invoice\u202Egpj.exe')).toBe('invoice\ufffdgpj.exe');
    expect(plainName('تقرير.pdf')).toBe('تقرير.pdf');
  });
});

describe('a path', () => {
  it.each([
    ['a/b/c.txt', 'a/b', 'c.txt'],
    ['c.txt', '', 'c.txt'],
    ['a/b/', 'a', 'b/'],
    ['空 文件夹/文件.txt', '空 文件夹', '文件.txt'],
  ])('%s has a folder and a name', (path, folder, name) => {
    expect(splitPath(path)).toEqual({ folder, name });
  });
});
