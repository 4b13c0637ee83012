import { resolve } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { applicationMenu, jumpList } from '../../../../main/desktop/system/system-menus.ts';
import { desktopWords } from '../../../../main/desktop/system/desktop-words.ts';
import { readDeepLink } from '../../../../main/desktop/window/arrivals.ts';
import { readStartArguments } from '../../../../main/desktop/system/system-events.ts';

vi.mock('electron', () => ({}));

const actions = {
  addFiles: vi.fn(),
  addFolder: vi.fn(),
  openSettings: vi.fn(),
  openGuide: vi.fn(),
  openLogs: vi.fn(),
};

function menuOf(language: 'en' | 'zh-CN') {
  const top = applicationMenu('darwin', desktopWords(language), actions) ?? [];
  const items = top.flatMap(({ submenu }) => submenu as MenuItemConstructorOptions[]);
  return { top, items };
}

it.each(['linux', 'win32'] as const)('there is none on %s', (platform) => {
  expect(applicationMenu(platform, desktopWords('en'), actions)).toBeNull();
});

describe('the menu bar of macOS', () => {
  it('has the menus that people look for, under the name of the app', () => {
    const labels = menuOf('en').top.map(({ label }) => label);
    expect(labels).toEqual(['Ferry', 'File', 'Edit', 'Window', 'Help']);
    const [first] = menuOf('en').items;
    expect(first).toEqual({ role: 'about', label: 'About Ferry' });
  });

  it('has what only menus can do there: text fields, windows, hiding, quitting', () => {
    const roles = menuOf('en').items.flatMap(({ role }) => role ?? []);
    expect(roles).toEqual([
      ...['about', 'services', 'hide', 'hideOthers', 'unhide', 'quit', 'close'],
      ...['undo', 'redo', 'cut', 'copy', 'paste', 'delete', 'selectAll'],
      ...['minimize', 'zoom', 'front'],
    ]);
  });

  it('cannot reload the page or open developer tools', () => {
    const text = JSON.stringify(menuOf('en').top);
    expect(text).not.toMatch(/reload|devtools|viewMenu/i);
  });

  it.each([
    ['Settings…', 'Command+,', actions.openSettings],
    ['Add files…', 'Command+O', actions.addFiles],
    ['Add folder…', 'Shift+Command+O', actions.addFolder],
  ])('does %s by %s', (label, accelerator, action) => {
    const item = menuOf('en').items.find((one) => one.label === label);
    expect(item).toEqual({ label, accelerator, click: action });
  });

  it('has the search of macOS over its help', () => {
    const help = menuOf('en').top.at(-1);
    expect(help).toEqual({
      role: 'help',
      label: 'Help',
      submenu: [
        { label: 'Ferry Help', click: actions.openGuide },
        { label: 'Show Logs', click: actions.openLogs },
      ],
    });
  });

  it('speaks Chinese in full, in the same order', () => {
    const english = menuOf('en');
    const chinese = menuOf('zh-CN');
    const shape = ({ role, type, accelerator }: MenuItemConstructorOptions) => ({
      role,
      type,
      accelerator,
    });
    expect(chinese.items.map(shape)).toEqual(english.items.map(shape));
    const labels = [...chinese.top.slice(1), ...chinese.items].flatMap(({ label }) => label ?? []);
    expect(labels.filter((label) => !/\p{Script=Han}/u.test(label))).toEqual([]);
  });
});

describe('the jump list of Windows', () => {
  const program = resolve('/Programs/Ferry.exe');

  function tasksOf(isPackaged: boolean, language: 'en' | 'zh-CN' = 'en') {
    const app = { isPackaged, getAppPath: () => resolve('/my ferry') };
    const [category] = jumpList(app, program, desktopWords(language));
    expect(category?.type).toBe('tasks');
    return category?.items ?? [];
  }

  it('leads to places in the window', () => {
    const routes = tasksOf(true).map(({ args = '' }) => {
      const { links, paths } = readStartArguments([program, args], false, resolve('/'));
      expect(paths).toEqual([]);
      return links.map(readDeepLink);
    });
    expect(routes).toEqual([[{ view: 'transfers', states: ['failed'] }], [{ view: 'settings' }]]);
  });

  it('starts the app that shows it, with its icon', () => {
    for (const task of tasksOf(true)) expect(task).toMatchObject({ program, iconPath: program });
  });

  it('names a clone in quotes', () => {
    const [first] = tasksOf(false);
    expect(first?.args).toBe(`"${resolve('/my ferry')}" ferry://failed`);
  });

  it('speaks both languages', () => {
    expect(tasksOf(true).map(({ title }) => title)).toEqual(['Needs attention', 'Settings…']);
    expect(tasksOf(true, 'zh-CN').map(({ title }) => title)).toEqual(['需要处理', '设置…']);
  });
});
