import { strict } from '../../strict.ts';

const taken = new Set<string>();
const registered = new Map<string, () => void>();

/** Electron's `globalShortcut`: the system grants what no other program has. */
export const globalShortcut = strict<Electron.GlobalShortcut>('globalShortcut', {
  register: (accelerator, callback) => {
    if (taken.has(accelerator) || registered.has(accelerator)) return false;
    registered.set(accelerator, callback);
    return true;
  },
  unregister: (accelerator) => {
    registered.delete(accelerator);
  },
});

/** Another program registers a shortcut. */
export function takeShortcut(accelerator: string): void {
  taken.add(accelerator);
}

/** Presses a shortcut; false when the app has not registered it. */
export function pressShortcut(accelerator: string): boolean {
  const callback = registered.get(accelerator);
  callback?.();
  return callback !== undefined;
}
