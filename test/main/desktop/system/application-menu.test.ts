import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { applicationMenu } from '../../../../main/desktop/system/application-menu.ts';
import { desktopWords } from '../../../../main/desktop/system/desktop-words.ts';

const actions = { addFiles: vi.fn(), addFolder: vi.fn(), openSettings: vi.fn() };

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
    expect(menuOf('en').top.map(({ label }) => label)).toEqual(['Ferry', 'File', 'Edit', 'Window']);
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
