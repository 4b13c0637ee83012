import { flushPromises } from '@vue/test-utils';
import { describe, expect, it, vi } from 'vitest';
import WindowDialogs from '../../../renderer/components/WindowDialogs.vue';
import PasteDialog from '../../../renderer/components/dialogs/PasteDialog.vue';
import ConflictDialog from '../../../renderer/components/dialogs/ConflictDialog.vue';
import { useCausesStore } from '../../../renderer/stores/uploads/causes.ts';
import { useCommandsStore } from '../../../renderer/stores/uploads/commands.ts';
import { useConflictsStore } from '../../../renderer/stores/uploads/conflicts.ts';
import { useNavigationStore } from '../../../renderer/stores/navigation.ts';
import { useSelectionStore } from '../../../renderer/stores/uploads/selection.ts';
import { useUploadsStore } from '../../../renderer/stores/uploads/uploads.ts';
import { nowUploads, uploadLine } from '../fake-uploads.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

function buttonSaying(text: string): HTMLElement {
  const found = [...document.querySelectorAll('button')].find(
    (button) => button.textContent.trim() === text,
  );
  if (found === undefined) throw new Error(`There is no button "${text}"`);
  return found;
}

async function ask() {
  const opened = await openWindow();
  const conflicts = useConflictsStore();
  await flushPromises();
  const upload = uploadLine(2, { name: 'letters' });
  conflicts.ask(upload);
  show(opened.pinia, ConflictDialog, { upload });
  await flushPromises();
  return { ...opened, conflicts };
}

describe('the conflict question', () => {
  it('counts, compares and shows examples', async () => {
    await ask();
    const text = document.body.textContent;
    expect(text).toContain(
      '42 of these files exist already: ' +
        '30 are identical and were passed over, 11 differ, 1 could not be compared.',
    );
  });

  it('skips what is identical unless another answer is chosen, for the whole batch', async () => {
    const { main, conflicts } = await ask();
    buttonSaying('Answer').click();
    await flushPromises();
    expect(inputsOf(main, 'batches.answerConflicts')).toEqual([
      { selection: { batchId: 2 }, policy: 'skip-identical' },
    ]);
    expect(conflicts.asked).toBeUndefined();
  });

  it('is put off without an answer', async () => {
    const { main } = await ask();
    buttonSaying('Decide later').click();
    await flushPromises();
    expect(inputsOf(main, 'batches.answerConflicts')).toEqual([]);
  });

  it('is remembered for the destination when the person says so', async () => {
    const { main, conflicts } = await ask();
    await conflicts.answer('rename', true);
    const [change] = inputsOf(main, 'app.changePreferences') as {
      destinations: { id: string; conflictPolicy: string }[];
    }[];
    expect(change?.destinations.map(({ id, conflictPolicy }) => [id, conflictPolicy])).toEqual([
      ['one', 'rename'],
      ['two', 'ask'],
      ['three', 'ask'],
    ]);
  });
});

describe('a dialog', () => {
  it('begins with its first field, not with the button that closes it', async () => {
    const { pinia } = await openWindow();
    const uploads = useUploadsStore();
    await uploads.askToPaste();
    show(pinia, PasteDialog);
    await flushPromises();
    await vi.waitFor(() => {
      expect(document.activeElement).toBeInstanceOf(HTMLInputElement);
    });
    expect((document.activeElement as HTMLInputElement).value).toContain('screenshot');
  });

  it('that asks begins with the answer that is chosen', async () => {
    await ask();
    await vi.waitFor(() => {
      expect(document.activeElement?.getAttribute('role')).toBe('radio');
    });
  });
});

describe('the question before cancelling', () => {
  it('cancels on yes and not on no', async () => {
    const { main, pinia } = await openWindow();
    show(pinia, WindowDialogs);
    useSelectionStore().select(1);
    await flushPromises();
    await useCommandsStore().askToCancel();
    // Questions are loaded when the first one is asked.
    const keep = await vi.waitFor(() => buttonSaying('Keep uploading'), { timeout: 30_000 });
    keep.click();
    await flushPromises();
    expect(inputsOf(main, 'transfers.cancel')).toEqual([]);
    await useCommandsStore().askToCancel();
    const cancel = await vi.waitFor(() => buttonSaying('Cancel the upload'), { timeout: 30_000 });
    cancel.click();
    await flushPromises();
    expect(inputsOf(main, 'transfers.cancel')).toHaveLength(1);
  });
});

it('cancelling failed files asks too, and Delete removes them from the list', async () => {
  const { main, picture } = await openWindow();
  const failed = main.rows.find(({ state }) => state.name === 'failed');
  if (failed === undefined) throw new Error('There is no failed file');
  const commands = useCommandsStore();
  await commands.askToCancel({ ids: [failed.id] });
  expect(commands.cancelQuestion).toEqual({ target: { ids: [failed.id] }, files: 1 });
  commands.cancelQuestion = undefined;

  useSelectionStore().select(1);
  await flushPromises();
  const now = picture.picture;
  if (now === undefined) throw new Error('There is no picture');
  const states = { ...now.selected.states, queued: 0, uploading: 0, verifying: 0 };
  const none = { ...states, waiting: 0, paused: 0, failed: 3 };
  const can = { ...now.selected.can, cancel: 3, remove: 3 };
  vi.spyOn(picture, 'ask').mockResolvedValue();
  const selected = { ...now.selected, states: none, can };
  main.notify.picture.shown({ ...now, revision: now.revision + 1, selected });
  await commands.removeOrCancel();
  expect(commands.cancelQuestion).toBeUndefined();
  expect(inputsOf(main, 'transfers.remove')).toHaveLength(1);
});

describe('a cause', () => {
  it('is mended for all its files by one button', async () => {
    const { main } = await openWindow();
    const changed = nowUploads.find(({ say }) => say?.cause === 'source-changed');
    if (changed?.say === undefined) throw new Error('No upload has files that changed');
    await useCausesStore().mend(changed.say, changed);
    expect(inputsOf(main, 'transfers.retry')).toEqual([
      { errorCode: 'source-changed', batchId: changed.batchId },
    ]);
  });

  it('that needs new keys opens the form of the account', async () => {
    await openWindow();
    const line = { kind: 'account', key: 'a', accountId: 'studio', uploads: 3 } as const;
    await useCausesStore().mend(
      { cause: 'credentials', files: 3 },
      { ...line, cause: 'credentials' },
    );
    expect(useNavigationStore().route).toEqual({ view: 'connect', accountId: 'studio' });
  });
});
