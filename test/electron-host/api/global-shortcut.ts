import { strict } from '../strict.ts';

const shortcuts = new Map<string, () => void>();

/** Electron's `globalShortcut`. Pressing is up to the test. */
export const globalShortcut = strict<Electron.GlobalShortcut>('globalShortcut', {
  register(accelerator, callback) {
    if (shortcuts.has(accelerator)) return false;
    shortcuts.set(accelerator, callback);
    return true;
  },
  isRegistered: (accelerator) => shortcuts.has(accelerator),
  unregister: (accelerator) => void shortcuts.delete(accelerator),
  unregisterAll: () => {
    shortcuts.clear();
  },
});

/** The shortcuts that the app has registered. */
export function registeredShortcuts(): ReadonlyMap<string, () => void> {
  return shortcuts;
}
