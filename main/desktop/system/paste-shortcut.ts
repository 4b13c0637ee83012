import type { GlobalShortcut } from 'electron';
import type { PasteShortcutState } from '../../../shared/ipc/views.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';

interface PasteShortcutOptions {
  readonly preferences: PreferencesFile;
  readonly shortcuts: Pick<GlobalShortcut, 'register' | 'unregister'>;
  /** Uploads the clipboard. */
  readonly pressed: () => void;
}

/**
 * Registers the global shortcut that uploads the clipboard, and follows the setting. The system
 * refuses a shortcut that another program has.
 *
 * https://www.electronjs.org/docs/latest/api/global-shortcut
 *
 * @returns a function that tells whether the shortcut works
 */
export function followPasteShortcut(options: PasteShortcutOptions): () => PasteShortcutState {
  const { preferences, shortcuts, pressed } = options;
  let registered: string | undefined;
  let state: PasteShortcutState = 'off';

  function follow(): void {
    const { pasteShortcut } = preferences.current();
    if (pasteShortcut === (registered ?? 'off')) return;
    if (registered !== undefined) shortcuts.unregister(registered);
    registered = undefined;
    state = 'off';
    if (pasteShortcut === 'off') return;
    const isMine = shortcuts.register(pasteShortcut, pressed);
    state = isMine ? 'on' : 'refused';
    if (isMine) registered = pasteShortcut;
  }

  follow();
  preferences.onChange(follow);
  return () => state;
}
