import {
  app,
  Menu,
  type App,
  type JumpListCategory,
  type MenuItemConstructorOptions,
} from 'electron';
import type { DesktopWords } from './desktop-words.ts';
import type { PreferencesFile } from '../start/private-files.ts';
import { appIdentity } from '../start/app-identity.ts';

interface SystemMenusOptions {
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

/** The menu bar's commands that the system does not provide. */
interface MenuActions {
  readonly addFiles: () => void;
  readonly addFolder: () => void;
  readonly openSettings: () => void;
  readonly openGuide: () => void;
  readonly openLogs: () => void;
}

/**
 * The menu bar of macOS. Through it, text fields get copy and paste, windows close and the app
 * quits. `null` on other systems: the shortcuts of Electron's default menu would reload the page or
 * open developer tools.
 *
 * @see https://developer.apple.com/design/human-interface-guidelines/the-menu-bar
 */
export function applicationMenu(
  platform: NodeJS.Platform,
  { menu: words, addFiles, addFolder }: DesktopWords,
  actions: MenuActions,
): MenuItemConstructorOptions[] | null {
  if (platform !== 'darwin') return null;
  const { name } = appIdentity;
  const separator = { type: 'separator' } as const;
  return [
    {
      label: name,
      submenu: [
        { role: 'about', label: words.about(name) },
        separator,
        { label: words.settings, accelerator: 'Command+,', click: actions.openSettings },
        separator,
        { role: 'services', label: words.services },
        separator,
        { role: 'hide', label: words.hide(name) },
        { role: 'hideOthers', label: words.hideOthers },
        { role: 'unhide', label: words.showAll },
        separator,
        { role: 'quit', label: words.quit(name) },
      ],
    },
    {
      label: words.file,
      submenu: [
        { label: addFiles, accelerator: 'Command+O', click: actions.addFiles },
        { label: addFolder, accelerator: 'Shift+Command+O', click: actions.addFolder },
        separator,
        { role: 'close', label: words.closeWindow },
      ],
    },
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        separator,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'delete', label: words.delete },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      role: 'window',
      label: words.window,
      submenu: [
        { role: 'minimize', label: words.minimize },
        { role: 'zoom', label: words.zoom },
        separator,
        { role: 'front', label: words.bringAllToFront },
      ],
    },
    {
      role: 'help',
      label: words.help,
      submenu: [
        { label: words.guide(name), click: actions.openGuide },
        { label: words.logs, click: actions.openLogs },
      ],
    },
  ];
}

/**
 * The entries of Ferry's taskbar menu on Windows. Each entry opens a view of the window by a link,
 * through one more start of the app.
 *
 * https://www.electronjs.org/docs/latest/tutorial/windows-taskbar
 */
export function jumpList(
  app: Pick<App, 'getAppPath' | 'isPackaged'>,
  program: string,
  words: DesktopWords,
): JumpListCategory[] {
  const before = app.isPackaged ? '' : `"${app.getAppPath()}" `;
  const task = (title: string, link: string) => ({
    type: 'task' as const,
    title,
    program,
    args: `${before}${link}`,
    iconPath: program,
    iconIndex: 0,
  });
  return [
    {
      type: 'tasks',
      items: [
        task(words.needsAttention, 'ferry://failed'),
        task(words.menu.settings, 'ferry://settings'),
      ],
    },
  ];
}
