import type { BrowserWindow } from 'electron';
import type { PreferencesFile } from '../start/preferences-file.ts';

/** Applies the user's zoom factor when the page loads, and whenever the setting changes. */
export function followZoom(window: BrowserWindow, preferences: PreferencesFile): void {
  const { webContents } = window;
  const apply = () => {
    webContents.setZoomFactor(preferences.current().zoom);
  };
  webContents.on('dom-ready', apply);
  window.on('closed', preferences.onChange(apply));
}
