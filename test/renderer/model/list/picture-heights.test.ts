import { expect, it } from 'vitest';
import { uploadsAbove } from '../../../../renderer/model/list/picture-heights.ts';

it('counts the uploads above a line, and no heading', () => {
  const runs = [
    ['heading', 1],
    ['tall', 2],
    ['heading', 1],
    ['said', 1],
    ['small', 4],
  ] as const;
  expect([0, 1, 2, 3, 4, 5, 8].map((line) => uploadsAbove(runs, line))).toEqual([
    0, 0, 1, 2, 2, 3, 6,
  ]);
  expect(uploadsAbove(undefined, 7)).toBe(0);
});
