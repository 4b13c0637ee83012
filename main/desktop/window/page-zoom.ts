import type { BrowserWindow } from 'electron';
import type { PreferencesFile } from '../start/preferences-file.ts';

/** Draws the page as large as the person chose: when it is loaded, and whenever the choice changes. */
export function followZoom(window: BrowserWindow, preferences: PreferencesFile): void {
  const { webContents } = window;
  const apply = () => {
    webContents.setZoomFactor(preferences.current().zoom);
  };
  webContents.on('dom-ready', apply);
  window.on('closed', preferences.onChange(apply));
}
