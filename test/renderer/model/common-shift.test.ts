import { describe, expect, it } from 'vitest';
import { commonShift, type SeenLine } from '../../../renderer/model/common-shift.ts';

const seen: readonly SeenLine[] = [5, 6, 7, 8].map((line) => ({
  line,
  top: line * 10,
  batchId: 1,
  offset: line - 1,
  id: line,
}));

function shiftWhen(lineNow: (id: number) => number | undefined) {
  return commonShift(seen, ({ id = 0 }) => {
    const line = lineNow(id);
    return line === undefined ? undefined : { line, top: line * 10 };
  });
}

describe('the shift of what is on the screen', () => {
  it('is that of most lines, wherever one of them went', () => {
    expect(shiftWhen((id) => (id === 5 ? 900 : id - 1))).toEqual({ lines: -1, pixels: -10 });
    expect(shiftWhen((id) => (id === 8 ? 0 : id + 3))).toEqual({ lines: 3, pixels: 30 });
  });

  it('is none when most stay, when nobody knows, and when opinions are equal', () => {
    const none = { lines: 0, pixels: 0 };
    expect(shiftWhen((id) => (id === 5 ? 1 : id))).toEqual(none);
    expect(shiftWhen(() => undefined)).toEqual(none);
    expect(shiftWhen((id) => (id < 7 ? id : id + 1))).toEqual(none);
    expect(commonShift([], () => undefined)).toEqual(none);
  });

  it('follows the only one that is still known', () => {
    expect(shiftWhen((id) => (id === 6 ? 2 : undefined))).toEqual({ lines: -4, pixels: -40 });
  });
});
