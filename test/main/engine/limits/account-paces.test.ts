import { describe, expect, it } from 'vitest';
import { AccountPaces } from '../../../../main/engine/limits/account-paces.ts';
import { defaultSettings } from '../../../../shared/settings.ts';
import { ManualClock } from '../manual-clock.ts';

describe('AccountPaces', () => {
  it('keeps one pace for each account at each bucket, sized by the settings', () => {
    let settings = { ...defaultSettings, partsAtOnce: 3, smallFilesAtOnce: 4 };
    const paces = new AccountPaces(() => settings, new ManualClock());
    const pace = paces.of('a', 'one');
    expect(paces.of('a', 'one')).toBe(pace);
    const others = [paces.of('a', 'two'), paces.of('b', 'one')];
    expect(new Set([pace, ...others]).size).toBe(3);
    settings = { ...settings, partsAtOnce: 10 };
    const before = pace.capacity;
    paces.applySettings();
    expect([before, pace.capacity, paces.of('c', 'one').capacity]).toEqual([7, 14, 14]);
  });
});
