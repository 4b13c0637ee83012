import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  objectKeyError,
  objectKeyFor,
  renamedKey,
} from '../../../../main/engine/queue/object-key.ts';

describe('objectKeyFor', () => {
  it('changes neither the prefix nor the name', () => {
    const decomposed = 'u\u0308ber.txt';
    expect(objectKeyFor('photos/2026', ` a//${decomposed}`)).toBe(`photos/2026 a//${decomposed}`);
  });
});

describe('objectKeyError', () => {
  it.each([
    'a',
    'folder/',
    'a/b.c/d',
    '.hidden/..name/...',
    'a\\b',
    ' ',
    '目录/图片.png',
    'a'.repeat(1023),
    `${'😀'.repeat(255)}abc`,
  ])('has nothing against %j', (key) => {
    expect(objectKeyError(key)).toBeUndefined();
  });

  it.each([
    ['', 'key-invalid', undefined],
    ['/a', 'key-invalid', 'a'],
    ['\\\\server\\a', 'key-invalid', 'server\\a'],
    ['//', 'key-invalid', 'unnamed'],
    ['a//b', 'key-invalid', 'a/b'],
    ['a//', 'key-invalid', 'a/'],
    ['.', 'key-invalid', 'unnamed'],
    ['a/./b', 'key-invalid', 'a/b'],
    ['../a', 'key-invalid', 'a'],
    ['a/..', 'key-invalid', 'a'],
    ['a\ud800', 'name-not-text', 'a\ufffd'],
    ['a'.repeat(1024), 'key-invalid', 'a'.repeat(1023)],
    [`b/${'a'.repeat(1024)}.tar`, 'key-invalid', `b/${'a'.repeat(1017)}.tar`],
    ['😀'.repeat(256), 'key-invalid', '😀'.repeat(255)],
    [`${'a'.repeat(1030)}/b`, 'key-invalid', 'a'.repeat(1023)],
  ])('refuses %j and proposes another key', (key, code, proposedKey) => {
    const error = objectKeyError(key);
    expect([error?.code, error?.proposedKey]).toEqual([code, proposedKey]);
  });

  it('proposes only keys that it accepts', () => {
    const piece = fc.constantFrom('/', '\\', '.', 'a', ' ', 'ü', '😀', '\ud800', 'b'.repeat(300));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const proposed = objectKeyError(pieces.join(''))?.proposedKey;
        expect(proposed === undefined ? undefined : objectKeyError(proposed)).toBeUndefined();
      }),
    );
  });
});

describe('renamedKey', () => {
  it.each([
    ['folder/report.csv', 'folder/report (1).csv'],
    ['folder/report (1).csv', 'folder/report (2).csv'],
    ['report (9)', 'report (10)'],
    ['a.b/name', 'a.b/name (1)'],
    ['a/.profile', 'a/.profile (1)'],
    ['a.tar.gz', 'a.tar (1).gz'],
    ['folder/', 'folder (1)/'],
    ['a (1)/b', 'a (1)/b (1)'],
    ['line\nbreak (3).txt', 'line\nbreak (4).txt'],
  ])('renames %j to %j', (key, expected) => {
    expect(renamedKey(key)).toBe(expected);
  });

  it('never comes back to a name it gave before', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (start) => {
        const keys = new Set([start]);
        for (let key = start, step = 0; step < 5; step += 1) {
          key = renamedKey(key);
          keys.add(key);
        }
        expect(keys.size).toBe(6);
      }),
    );
  });
});
