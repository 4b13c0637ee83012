import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import { useClient } from '../bridge.ts';

/** The engine's settings. A change affects running uploads within a second. */
export const useSettingsStore = defineStore('settings', () => {
  const settings = shallowRef<Settings>(defaultSettings);
  const loaded = ref(false);

  async function start(): Promise<() => void> {
    const client = useClient();
    const stop = client.on.settings.changed((changed) => {
      settings.value = changed;
    });
    settings.value = await client.call.settings.get(undefined);
    loaded.value = true;
    return stop;
  }

  async function change(wanted: Partial<Settings>): Promise<void> {
    const before = settings.value;
    settings.value = { ...before, ...wanted };
    try {
      settings.value = await useClient().call.settings.change(wanted);
    } catch (thrown) {
      settings.value = before;
      throw thrown;
    }
  }

  return { settings, loaded, start, change };
});
