import { describe, expect, it } from 'vitest';
import { roomForNames, stateColumn } from '../../../../renderer/model/list/column-widths.ts';

describe('the column of states', () => {
  it('has a usual width, which is larger in a wide list of uploads', () => {
    expect(stateColumn('uploads', 1000, null)?.width).toBe(348);
    expect(stateColumn('uploads', 1400, null)?.width).toBe(460);
    expect(stateColumn('upload', 1400, null)?.width).toBe(210);
  });

  it('is as wide as the user wants, as long as both columns can be read', () => {
    expect(stateColumn('uploads', 1000, 400)?.width).toBe(400);
    expect(stateColumn('uploads', 1000, 10)?.width).toBe(244);
    expect(stateColumn('uploads', 1000, 5000)?.width).toBe(1000 - 340);
    expect(stateColumn('upload', 3000, 5000)?.width).toBe(1040 - 340);
  });

  it('is not asked for in a narrow list', () => {
    expect(stateColumn('uploads', 820, 400)).toBeUndefined();
  });

  it('leaves the names what it does not take', () => {
    const [usual, wide] = [roomForNames('upload', 1400, 210), roomForNames('upload', 1400, 310)];
    expect(usual - wide).toBe(100);
    expect(roomForNames('uploads', 700, undefined)).toBeGreaterThan(0);
  });
});
