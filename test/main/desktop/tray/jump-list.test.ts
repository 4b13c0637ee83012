import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { desktopWords } from '../../../../main/desktop/system/desktop-words.ts';
import { readDeepLink } from '../../../../main/desktop/calls/deep-link.ts';
import { jumpList } from '../../../../main/desktop/tray/jump-list.ts';
import { readStartArguments } from '../../../../main/desktop/start/start-arguments.ts';

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
