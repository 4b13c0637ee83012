import { expect, it } from 'vitest';
import { cutPath, pathParts } from '../../../../renderer/model/names/cut-path.ts';

it.each([
  ['', '', ''],
  ['2026/', '', '2026'],
  ['2026/wedding/raw/', '2026/wedding/', 'raw'],
  ['2026/wedding/raw', '2026/wedding/', 'raw'],
])('takes the prefix %j apart', (prefix, middle, last) => {
  expect(pathParts('media', prefix)).toEqual({ bucket: 'media', middle, last });
});

it('row 81: loses the middle folders of a place first, and then what is still too long', () => {
  expect(cutPath('media / 2026/raw')).toBe('media / 2026/raw');
  expect(cutPath(`media / ${'folder/'.repeat(20)}originals`)).toBe('media / …/originals');
  expect(cutPath('b'.repeat(63))).toHaveLength(48);
  const long = cutPath(`media / ${'a/'.repeat(30)}${'最'.repeat(80)}`);
  expect([long.slice(0, 11), long.length]).toEqual(['media / …/最', 48]);
});
