import { dialog } from 'electron';
import type { DesktopWords } from '../system/desktop-words.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';
import type { MainWindow } from './main-window.ts';

/**
 * Says once, where the desktop may show no tray icon, how the closed window comes back, and offers to
 * keep it in the taskbar.
 */
export async function explainClose(
  preferences: PreferencesFile,
  words: DesktopWords,
  window: Pick<MainWindow, 'minimize'>,
): Promise<void> {
  if (preferences.current().closeExplained) return;
  await preferences.change({ closeExplained: true });
  const { response } = await dialog.showMessageBox({
    type: 'info',
    title: 'Ferry',
    message: words.stillRunningTitle,
    detail: words.noTrayText,
    buttons: [words.hideWindow, words.keepInTaskbar],
    defaultId: 1,
    cancelId: 0,
    noLink: true,
  });
  if (response !== 1) return;
  await preferences.change({ closeTo: 'taskbar' });
  window.minimize();
}
