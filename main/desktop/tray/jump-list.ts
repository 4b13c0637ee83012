import type { App, JumpListCategory } from 'electron';
import type { DesktopWords } from '../system/desktop-words.ts';

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
