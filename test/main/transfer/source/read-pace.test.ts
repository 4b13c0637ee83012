import { describe, expect, it } from 'vitest';
import { ReadPace } from '../../../../main/transfer/source/read-pace.ts';

/** A pace whose calls take as long as they say. */
function openPace() {
  let now = 0;
  const pace = new ReadPace(() => now);
  const call = (milliseconds: number) =>
    pace.here(() => {
      now += milliseconds;
      return milliseconds;
    });
  return { pace, call };
}

describe('the pace of reading small files', () => {
  it('leaves files that are in memory to the worker', () => {
    const { pace, call } = openPace();
    for (let file = 0; file < 100; file += 1) {
      expect(pace.nextInPool()).toBe(false);
      expect(call(1)).toBe(1);
    }
  });

  it('gives the files after a slow one to the pool, and then tries again', () => {
    const { pace, call } = openPace();
    call(10);
    const inPool = Array.from({ length: 33 }, () => pace.nextInPool());
    expect(inPool).toEqual([...Array.from({ length: 32 }, () => true), false]);
  });

  it('counts a slow call that failed', () => {
    const { pace, call } = openPace();
    const fail = () =>
      pace.here(() => {
        call(10);
        throw new Error('EIO');
      });
    expect(fail).toThrow('EIO');
    expect(pace.nextInPool()).toBe(true);
  });
});
