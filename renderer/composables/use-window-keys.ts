import { useEventListener } from '@vueuse/core';
import { useNavigationStore } from '../stores/navigation.ts';
import { usePreferencesStore } from '../stores/preferences.ts';
import { keyCommand } from './key-command.ts';

/** Handles keys with the same meaning in every view. The list of transfers has further keys. */
export function useWindowKeys(): void {
  const preferences = usePreferencesStore();
  const navigation = useNavigationStore();

  function perform(command: ReturnType<typeof keyCommand>): boolean {
    switch (command) {
      case 'settings':
        navigation.openSettings();
        return true;
      case 'help':
        navigation.shortcutsOpen = true;
        return true;
      case 'escape':
        if (navigation.route.view !== 'settings') return false;
        navigation.go({ view: 'transfers' });
        return true;
      default:
        return false;
    }
  }

  useEventListener(window, 'keydown', (event) => {
    if (perform(keyCommand(event, preferences.platform === 'darwin'))) event.preventDefault();
  });
}
