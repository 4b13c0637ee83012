import { describe, expect, it } from 'vitest';
import { atTop, type ListScroll, longScroll } from '../../../../renderer/model/list/long-scroll.ts';

const [height, viewport] = [34_000_000, 600];
const scroll = longScroll(height, viewport);
const lastBar = scroll.shownHeight - viewport;

/** As the browser does: the bar moves, and the list puts it elsewhere where it has to. */
function turns(from: ListScroll, by: number, times: number): readonly ListScroll[] {
  const seen: ListScroll[] = [];
  let now = from;
  for (let turn = 0; turn < times; turn += 1) {
    now = scroll.moved(now, Math.min(lastBar, Math.max(0, now.bar + by)));
    seen.push(now);
  }
  return seen;
}

describe('a list that is taller than the layout of the browser', () => {
  it('moves by as many pixels as the wheel, and seldom moves the bar by itself', () => {
    const seen = turns(atTop, 2400, 3000);
    seen.forEach(({ offset }, turn) => {
      expect(offset).toBe((turn + 1) * 2400);
    });
    const bases = new Set(seen.map(({ base }) => base));
    expect(bases.size).toBeLessThan(200);
    for (const { offset, bar, base } of seen) expect(offset - base).toBe(bar);
  });

  it('reaches both of its ends by the wheel', () => {
    const up = turns(scroll.at(atTop, 900_000), -2400, 400);
    expect(up.at(-1)).toEqual(atTop);
    expect(up.every(({ bar }) => bar >= 0)).toBe(true);
    const down = turns(scroll.at(atTop, height - 900_000), 2400, 400);
    expect(down.at(-1)).toMatchObject({ offset: height - viewport, bar: lastBar });
    expect(down.every(({ bar }) => bar <= lastBar)).toBe(true);
  });

  it('follows the bar to any place when the user drags it', () => {
    const middle = scroll.moved(atTop, lastBar / 2);
    expect(middle.offset).toBeCloseTo((height - viewport) / 2, -3);
    expect(middle.offset - middle.base).toBeCloseTo(lastBar / 2, -1);
    expect(scroll.moved(middle, lastBar).offset).toBe(height - viewport);
    expect(scroll.moved(middle, 0).offset).toBe(0);
  });

  it('goes to a place that the page names, with the bar at its true place', () => {
    for (const offset of [0, 30_000, 12_345_678, height - viewport]) {
      const { bar, ...there } = scroll.at(atTop, offset);
      expect(there.offset).toBe(offset);
      expect(bar).toBe(offset - there.base);
      expect(Math.abs(bar / lastBar - offset / (height - viewport))).toBeLessThan(0.01);
    }
  });
});

it('a list that the browser can lay out scrolls by its own pixels', () => {
  const short = longScroll(42_000, viewport);
  expect(short.shownHeight).toBe(42_000);
  expect(short.moved(atTop, 41_000)).toEqual({ offset: 41_000, bar: 41_000, base: 0 });
  expect(short.at(atTop, 99_000).offset).toBe(42_000 - viewport);
});
