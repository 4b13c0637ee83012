import { describe, expect, it } from 'vitest';
import { SpeedWindow } from '../../../../main/engine/progress/speed-window.ts';

describe('SpeedWindow', () => {
  it('averages over the time there was, and then over three seconds', () => {
    const window = new SpeedWindow(1000);
    window.add(500, 1000);
    const rates = [1000, 1100, 1500, 2000, 4000].map((now) => window.rate(now));
    expect(rates).toEqual([2000, 2000, 1000, 500, 167]);
  });

  it('forgets what is older', () => {
    const window = new SpeedWindow(0);
    for (let now = 0; now < 20_000; now += 100) window.add(100, now);
    expect([window.rate(30_000), new SpeedWindow(0).rate(10)]).toEqual([0, 0]);
  });

  it('tells a steady speed', () => {
    const window = new SpeedWindow(0);
    for (let now = 0; now < 20_000; now += 250) window.add(250, now);
    expect(window.rate(19_999)).toBe(1000);
  });

  it('is never negative', () => {
    const window = new SpeedWindow(0);
    window.add(-700, 100);
    expect(window.rate(1000)).toBe(0);
  });
});
