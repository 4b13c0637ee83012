import type { RunningFerry } from './launch-ferry.ts';

/** The next open dialog of the system is answered with these files, and not shown. */
export async function answerOpenDialog(
  { app }: RunningFerry,
  filePaths: readonly string[],
): Promise<void> {
  await app.evaluate(
    ({ dialog }, paths) => {
      const shown = dialog.showOpenDialog.bind(dialog);
      dialog.showOpenDialog = () => {
        dialog.showOpenDialog = shown;
        return Promise.resolve({ canceled: false, filePaths: paths });
      };
    },
    [...filePaths],
  );
}

/** Every save dialog of the system is answered with this file, and not shown. */
export async function answerSaveDialogs(
  { app }: Pick<RunningFerry, 'app'>,
  filePath: string,
): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, filePath);
}
