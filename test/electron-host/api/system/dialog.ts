import { strict } from '../../strict.ts';

/** Electron's `dialog`. The user cancels; tests replace these functions by `app.evaluate`. */
export const dialog = strict<Electron.Dialog>('dialog', {
  showOpenDialog: () => Promise.resolve({ canceled: true, filePaths: [] }),
  showSaveDialog: () => Promise.resolve({ canceled: true, filePath: '' }),
  showMessageBox: (first: object, second?: object) => {
    const { cancelId = 0 } = (second ?? first) as Electron.MessageBoxOptions;
    return Promise.resolve({ response: cancelId, checkboxChecked: false });
  },
  showErrorBox: (title, content) => {
    process.stderr.write(`${title}\n${content}\n`);
  },
});
