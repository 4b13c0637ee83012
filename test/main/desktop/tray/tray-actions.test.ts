import { expect, it } from 'vitest';
import { followPasteShortcut } from '../../../../main/desktop/tray/tray-actions.ts';
import { defaultPreferences, type Preferences } from '../../../../shared/preferences.ts';

function open(taken: readonly string[] = []) {
  let current: Preferences = defaultPreferences;
  let changed: (preferences: Preferences) => void = () => undefined;
  const registered = new Set<string>();
  let presses = 0;
  const state = followPasteShortcut({
    preferences: {
      current: () => current,
      change: () => Promise.reject(new Error('unused')),
      onChange: (listener) => {
        changed = listener;
        return () => undefined;
      },
    },
    shortcuts: {
      register: (accelerator: string) => {
        if (taken.includes(accelerator)) return false;
        registered.add(accelerator);
        return true;
      },
      unregister: (accelerator: string) => void registered.delete(accelerator),
    },
    pressed: () => (presses += 1),
  });
  return {
    registered,
    state,
    presses: () => presses,
    choose: (pasteShortcut: Preferences['pasteShortcut']) => {
      current = { ...current, pasteShortcut };
      changed(current);
      return [state(), ...registered];
    },
  };
}

it('is off at first, follows the setting, and gives up the shortcut of before', () => {
  const { state, choose } = open();
  expect(state()).toBe('off');
  expect(choose('CommandOrControl+Alt+U')).toEqual(['on', 'CommandOrControl+Alt+U']);
  expect(choose('CommandOrControl+Alt+U')).toEqual(['on', 'CommandOrControl+Alt+U']);
  expect(choose('CommandOrControl+Shift+U')).toEqual(['on', 'CommandOrControl+Shift+U']);
  expect(choose('off')).toEqual(['off']);
});

it('tells that another program has the shortcut, until the user chooses another one', () => {
  const { choose } = open(['CommandOrControl+Alt+U']);
  expect(choose('CommandOrControl+Alt+U')).toEqual(['refused']);
  expect(choose('CommandOrControl+Alt+V')).toEqual(['on', 'CommandOrControl+Alt+V']);
});
