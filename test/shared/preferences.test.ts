import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  defaultPreferences,
  preferencesSchema,
  readPreferences,
} from '../../shared/preferences.ts';

const broken = {
  language: 'de',
  theme: 1,
  zoom: 1.3,
  launchAtLogin: 'yes',
  keepAwake: null,
  notifyWhenDone: 0,
  notifyWhenNeeded: [],
  askOnDrop: 'false',
  thumbnails: 1,
  linkFormat: 'own',
  pasteShortcut: 'Escape',
  closeTo: 'nowhere',
  closeExplained: {},
  currentDestination: 7,
  destinations: [{ id: 'a' }],
  quietLimit: 1023,
  allowPlainSecrets: 'true',
  stateColumns: { uploads: 12.5, upload: null },
  window: { ...defaultPreferences.window, width: 10 },
} satisfies Record<keyof typeof defaultPreferences, unknown>;

const chosen = {
  ...defaultPreferences,
  language: 'zh-CN',
  theme: 'dark',
  zoom: 1.5,
  keepAwake: false,
  currentDestination: 'one',
  destinations: [
    {
      id: 'one',
      accountId: 'a',
      bucket: 'b',
      prefix: '',
      conflictPolicy: 'rename',
      options: { acl: 'private' },
      linkTemplate: '![]({url})',
      copyWhenDone: true,
    },
  ],
  linkFormat: 'markdown',
  pasteShortcut: 'CommandOrControl+Alt+U',
  closeTo: 'taskbar',
  quietLimit: 1024,
  window: { width: 480, height: 360, x: -10, y: 0, maximized: true },
} as const;

describe('readPreferences', () => {
  it('keeps what is valid', () => {
    expect(readPreferences(structuredClone(chosen))).toEqual(chosen);
  });

  it.each(Object.keys(broken) as (keyof typeof broken)[])(
    'takes the default for a %s that is not valid or missing, and only for that',
    (name) => {
      const { [name]: _left, ...rest } = chosen;
      const expected = { ...chosen, [name]: defaultPreferences[name] };
      expect(readPreferences({ ...chosen, [name]: broken[name] })).toEqual(expected);
      expect(readPreferences(rest)).toEqual(expected);
    },
  );

  it('takes the defaults for what is no preferences at all, and leaves out what it does not know', () => {
    const stored = [undefined, null, 'text', 3, [], {}, { secret: 'x' }];
    expect(stored.map(readPreferences)).toEqual(stored.map(() => defaultPreferences));
  });
});

it('the default preferences are valid', () => {
  expect(v.parse(preferencesSchema, defaultPreferences)).toEqual(defaultPreferences);
});
