import { computed, type WritableComputedRef } from 'vue';
import type { Preferences } from '../../../shared/preferences.ts';
import { useNoticesStore } from '../../stores/notices.ts';
import { usePreferencesStore } from '../../stores/preferences.ts';

/** One preference as a writable ref for a control. A change takes effect at once. */
export function usePreference<Name extends keyof Preferences>(
  name: Name,
): WritableComputedRef<Preferences[Name]> {
  const store = usePreferencesStore();
  const notices = useNoticesStore();
  return computed({
    get: () => store.preferences[name],
    set: (value) => {
      const change: Partial<Preferences> = { [name]: value };
      void notices.attempt(() => store.change(change));
    },
  });
}
