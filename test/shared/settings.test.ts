import { describe, expect, it } from 'vitest';
import { defaultSettings, settingsFrom } from '../../shared/settings.ts';

describe('settingsFrom', () => {
  it('gives the defaults for nothing', () => {
    expect(settingsFrom({})).toEqual(defaultSettings);
  });

  it('keeps what is valid and replaces the rest', () => {
    const stored = { jobsAtOnce: 9, partsAtOnce: 0, proxy: 'none', bandwidthLimit: 2048, theme: 1 };
    expect(settingsFrom(stored)).toEqual({
      ...defaultSettings,
      jobsAtOnce: 9,
      bandwidthLimit: 2048,
    });
  });
});
