import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { namesInOrder } from '../../../../main/transfer/source/names-in-order.ts';

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
