import { dialog } from 'electron';
import type { DesktopWords } from './desktop-words.ts';

/** Asks whether to restart into `version` now; closing the question means later. */
export async function askToUpdate(words: DesktopWords, version: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: words.updateTitle(version),
    detail: words.updateText,
    buttons: [words.updateNow, words.updateLater],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
