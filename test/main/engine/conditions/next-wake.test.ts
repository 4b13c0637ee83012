import { describe, expect, it } from 'vitest';
import { NextWake } from '../../../../main/engine/conditions/next-wake.ts';

describe('NextWake', () => {
  it('is due until somebody has looked', async () => {
    const wake = new NextWake();
    const before = wake.isDue(0);
    await wake.look(() => Promise.resolve(undefined));
    expect([before, wake.isDue(1e15), wake.at]).toEqual([true, false, undefined]);
  });

  it('keeps the earliest time, from the store and from news', async () => {
    const wake = new NextWake();
    await wake.look(() => Promise.resolve(500));
    wake.notice(700);
    const later = wake.at;
    wake.notice(300);
    expect([later, wake.at, wake.isDue(299), wake.isDue(300)]).toEqual([500, 300, false, true]);
  });

  it('does not lose a time that is noticed while the store is asked', async () => {
    const wake = new NextWake();
    await wake.look(() => {
      wake.notice(100);
      return Promise.resolve(500);
    });
    expect(wake.at).toBe(100);
  });

  it('asks again when rows changed, also while the store was asked', async () => {
    const wake = new NextWake();
    await wake.look(() => {
      wake.forget();
      return Promise.resolve(500);
    });
    expect(wake.isDue(0)).toBe(true);
  });

  it('asks again when the store could not answer', async () => {
    const wake = new NextWake();
    const error = new Error('disk');
    await expect(wake.look(() => Promise.reject(error))).rejects.toBe(error);
    expect(wake.isDue(0)).toBe(true);
  });
});
