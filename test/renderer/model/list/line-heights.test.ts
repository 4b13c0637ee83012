import { describe, expect, it } from 'vitest';
import { lineHeights } from '../../../../renderer/model/list/line-heights.ts';

const list = lineHeights([
  [32, 1],
  [64, 2],
  [100, 1],
  [42, 10_000],
]);

describe('the heights of the lines of a list', () => {
  it('add up without a line being known', () => {
    expect([list.lines, list.height]).toEqual([10_004, 32 + 128 + 100 + 420_000]);
    expect([0, 1, 3, 4, 10_003].map(list.topOf)).toEqual([0, 32, 160, 260, 260 + 42 * 9999]);
    expect([0, 1, 3, 4].map(list.heightOf)).toEqual([32, 64, 100, 42]);
  });

  it('find the line at every distance', () => {
    for (const line of [0, 1, 2, 3, 4, 5, 9000, 10_003]) {
      expect(list.lineAt(list.topOf(line))).toBe(line);
      expect(list.lineAt(list.topOf(line) + list.heightOf(line) - 1)).toBe(line);
    }
  });

  it('end where the list ends', () => {
    expect([list.lineAt(-500), list.lineAt(1e9)]).toEqual([0, 10_003]);
    expect(list.topOf(20_000)).toBe(list.height);
    const empty = lineHeights([]);
    expect([empty.lines, empty.height, empty.lineAt(10)]).toEqual([0, 0, 0]);
  });
});
