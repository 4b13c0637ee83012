import { useEventListener } from '@vueuse/core';
import { placeNumberOf } from '../../model/key-map.ts';
import { useDestinationsStore } from '../../stores/destinations.ts';
import { useNavigationStore } from '../../stores/navigation.ts';
import { usePreferencesStore } from '../../stores/preferences.ts';
import { useUndoStore } from '../../stores/uploads/undo.ts';
import { isTaken, keyCommand } from './key-command.ts';

/** Handles keys with the same meaning in every view. The list of transfers has further keys. */
export function useWindowKeys(): void {
  const preferences = usePreferencesStore();
  const navigation = useNavigationStore();
  const destinations = useDestinationsStore();
  const undo = useUndoStore();

  function perform(command: ReturnType<typeof keyCommand>): boolean {
    switch (command) {
      case 'settings':
        navigation.openSettings();
        return true;
      case 'undo':
        if (undo.newest === undefined) return false;
        void undo.undo();
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

  /** Makes the place with this number the target. */
  function choosePlace(number: number): boolean {
    const place = destinations.destinations[number - 1];
    if (place === undefined || !navigation.inTransfers) return false;
    void navigation.makeTarget(place.id);
    return true;
  }

  useEventListener(window, 'keydown', (event) => {
    if (isTaken(event)) return;
    const number = placeNumberOf(event, preferences.platform === 'darwin');
    if (number !== undefined && choosePlace(number)) event.preventDefault();
    else if (perform(keyCommand(event, preferences.platform === 'darwin'))) event.preventDefault();
  });
}
