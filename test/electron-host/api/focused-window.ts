import type { HostBrowserWindow } from './browser-window.ts';
import { openWindows } from './open-windows.ts';

/** The window that has the keyboard, if one of the app's has it. */
export function focusedWindow(): HostBrowserWindow | undefined {
  return openWindows.all().find((window) => window.isVisible() && window.isFocused());
}
