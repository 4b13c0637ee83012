import type { App, JumpListCategory } from 'electron';
import type { DesktopWords } from '../system/desktop-words.ts';

/**
 * What Windows offers at the app's place in the taskbar: places in the window, reached as links are,
 * by one more start.
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
