import { app, Menu } from 'electron';
import { applicationMenu, jumpList, type MenuActions } from './application-menu.ts';
import type { DesktopWords } from './desktop-words.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';

export interface SystemMenusOptions {
  readonly words: () => DesktopWords;
  readonly preferences: PreferencesFile;
  readonly actions: MenuActions;
}

/** Shows the menu bar and Windows' taskbar menu in the language of the window. */
export function showSystemMenus({ words, preferences, actions }: SystemMenusOptions): void {
  let shown = words();

  function show(): void {
    const template = applicationMenu(process.platform, shown, actions);
    Menu.setApplicationMenu(template === null ? null : Menu.buildFromTemplate(template));
    if (process.platform === 'win32') app.setJumpList(jumpList(app, process.execPath, shown));
  }

  show();
  preferences.onChange(() => {
    if (words() === shown) return;
    shown = words();
    show();
  });
}
