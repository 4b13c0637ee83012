import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { defaultSettings, readSettings, settingsSchema } from '../../shared/settings.ts';

describe('settingsFrom', () => {
  it('gives the defaults for nothing', () => {
    expect(readSettings({})).toEqual(defaultSettings);
  });

  it('keeps what is valid and replaces the rest', () => {
    const stored = { jobsAtOnce: 9, partsAtOnce: 0, proxy: 'none', bandwidthLimit: 2048, theme: 1 };
    expect(readSettings(stored)).toEqual({
      ...defaultSettings,
      jobsAtOnce: 9,
      bandwidthLimit: 2048,
    });
  });
});

describe('settingsSchema', () => {
  it('accepts the defaults', () => {
    expect(v.parse(settingsSchema, defaultSettings)).toEqual(defaultSettings);
  });

  it.each([
    ['http://proxy:3128', true],
    ['https://proxy.example.com/', true],
    ['http://name:password@proxy:3128', false],
    ['socks5://proxy', false],
    ['http://proxy/path', false],
    ['http://', false],
  ])('takes %s for a proxy: %s', (url, valid) => {
    const proxy = { mode: 'manual', url };
    expect(v.is(settingsSchema, { ...defaultSettings, proxy })).toBe(valid);
  });
});
