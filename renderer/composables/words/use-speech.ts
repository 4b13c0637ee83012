import { watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { chooseMessages } from '../../i18n.ts';
import { usePreferencesStore } from '../../stores/preferences.ts';

/** Follows the language of the preferences while the window is open. */
export function useSpeech(): void {
  const preferences = usePreferencesStore();
  const composer = useI18n({ useScope: 'global' });
  watch(
    () => preferences.language,
    (language) => void chooseMessages(composer, language),
  );
}
