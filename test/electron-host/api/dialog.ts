import { journal } from '../journal.ts';
import { strict } from '../strict.ts';

const answers: object[] = [];

/** The next dialogs get these answers, in this order, without being shown to anybody. */
export function queueDialogAnswers(...next: object[]): void {
  answers.push(...next);
}

/** Options come alone or after the window that the dialog belongs to. */
function optionsOf(first: object, second: object | undefined): object {
  return second ?? first;
}

function answer<Answer>(
  dialogName: string,
  values: readonly [first: object, second: object | undefined],
  otherwise: (options: { cancelId?: number }) => Answer,
): Answer {
  const options = optionsOf(...values);
  const given = (answers.shift() as Answer | undefined) ?? otherwise(options);
  journal.note({ kind: 'dialog', dialog: dialogName, options, answer: given });
  return given;
}

/**
 * Electron's `dialog`. Without an answer queued the user cancels. Tests that must also run on real
 * Electron replace these functions by `app.evaluate` instead.
 */
export const dialog = strict<Electron.Dialog>('dialog', {
  showOpenDialog: (first: object, second?: object) =>
    Promise.resolve(
      answer('open', [first, second], () => ({ canceled: true, filePaths: [] as string[] })),
    ),
  showSaveDialog: (first: object, second?: object) =>
    Promise.resolve(answer('save', [first, second], () => ({ canceled: true, filePath: '' }))),
  showMessageBox: (first: object, second?: object) =>
    Promise.resolve(
      answer('message', [first, second], ({ cancelId = 0 }) => ({
        response: cancelId,
        checkboxChecked: false,
      })),
    ),
  showErrorBox: (title, content) => {
    journal.note({ kind: 'dialog', dialog: 'error', options: { title, content }, answer: null });
  },
});
