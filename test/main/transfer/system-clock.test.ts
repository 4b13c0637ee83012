import { describe, expect, it, vi } from 'vitest';
import { systemClock, systemRandom } from '../../../main/transfer/system-clock.ts';

describe('the system clock', () => {
  it('row 42: sleeps for months by stages, since no timer is that long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      let isOver = false;
      const month = 30 * 24 * 3_600_000;
      const sleeping = systemClock.sleep(2 * month).then(() => (isOver = true));
      await vi.advanceTimersByTimeAsync(2 * month - 1);
      expect(isOver).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      await sleeping;
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('chance', () => {
  it('stays within [0, 1) and is not always the same', () => {
    const numbers = Array.from({ length: 100 }, () => systemRandom.next());
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(numbers).size).toBeGreaterThan(1);
  });
});
