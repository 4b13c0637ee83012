import { usePreferredDark } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { AppInfo } from '../../shared/ipc/views.ts';
import { defaultPreferences, type Preferences } from '../../shared/preferences.ts';
import { useClient } from '../bridge.ts';

/** The window's preferences, and its facts about the app and the system. */
export const usePreferencesStore = defineStore('preferences', () => {
  const info = shallowRef<AppInfo>();
  const preferences = shallowRef<Preferences>(defaultPreferences);
  const systemDark = usePreferredDark();

  const language = computed(() => {
    const chosen = preferences.value.language;
    return chosen === 'system' ? (info.value?.systemLanguage ?? 'en') : chosen;
  });
  const theme = computed(() => {
    const chosen = preferences.value.theme;
    if (chosen !== 'system') return chosen;
    return systemDark.value ? 'dark' : 'light';
  });

  const platform = computed(() => info.value?.platform ?? 'linux');

  /** Starts to follow changes. Returns a function that stops it. */
  async function start(): Promise<() => void> {
    const client = useClient();
    const stop = client.on.app.preferencesChanged((changed) => {
      preferences.value = changed;
    });
    const answer = await client.call.app.info(undefined);
    info.value = answer;
    preferences.value = answer.preferences;
    return stop;
  }

  /** Shows a change at once; main's response then replaces it. */
  async function change(wanted: Partial<Preferences>): Promise<void> {
    const before = preferences.value;
    preferences.value = { ...before, ...wanted };
    try {
      preferences.value = await useClient().call.app.changePreferences(wanted);
    } catch (thrown) {
      preferences.value = before;
      throw thrown;
    }
  }

  return {
    info,
    preferences,
    language,
    theme,
    start,
    change,
    platform,
    /** The names of keys as the system writes them; modifiers stand before another key. */
    keyNames: computed(() =>
      platform.value === 'darwin'
        ? { command: '⌘', shift: '⇧', alt: '⌥', remove: '⌫' }
        : { command: 'Ctrl+', shift: 'Shift+', alt: 'Alt+', remove: 'Delete' },
    ),
  };
});
