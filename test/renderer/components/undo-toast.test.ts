import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import UndoToast from '../../../renderer/components/toasts/UndoToast.vue';
import { useCommandsStore } from '../../../renderer/stores/uploads/commands.ts';
import { useConflictsStore } from '../../../renderer/stores/uploads/conflicts.ts';
import { useNoticesStore } from '../../../renderer/stores/notices.ts';
import { offeredFor, useUndoStore } from '../../../renderer/stores/uploads/undo.ts';
import { uploadLine } from '../fake-uploads.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function openToast() {
  const { main, pinia } = await openWindow();
  const shown = show(pinia, UndoToast);
  const commands = useCommandsStore();
  return { main, shown, commands };
}

describe('after a removal', () => {
  it('says what was removed, and undoes it', async () => {
    const { main, shown, commands } = await openToast();
    await commands.removeFinished();
    expect(shown.text()).toContain('1 file removed from the list');
    expect(shown.find('[role=status]').text()).toBe('1 file removed from the list');
    await shown.find('button').trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'transfers.undo')).toEqual([7]);
    expect(shown.find('button').exists()).toBe(false);
  });

  it('offers the undo for ten seconds', async () => {
    const { shown, commands } = await openToast();
    await commands.removeFinished();
    await vi.advanceTimersByTimeAsync(offeredFor - 1);
    expect(shown.find('button').exists()).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(shown.find('button').exists()).toBe(false);
  });

  it('waits as long as the pointer is on it', async () => {
    const { shown, commands } = await openToast();
    await commands.removeFinished();
    await shown.find('.undo-toast').trigger('mouseenter');
    await vi.advanceTimersByTimeAsync(offeredFor);
    expect(shown.find('button').exists()).toBe(true);
    await shown.find('.undo-toast').trigger('mouseleave');
    await vi.advanceTimersByTimeAsync(2000);
    expect(shown.find('button').exists()).toBe(false);
  });

  it('says so when it is too late', async () => {
    const { main, commands } = await openToast();
    main.replace('transfers.undo', () => Promise.resolve(false));
    await commands.moveToFront({ batchId: 1 });
    await useUndoStore().undo();
    expect(useNoticesStore().notices.at(-1)?.text?.key).toBe('undo.tooLate');
  });
});

it('undoes the newest command first, then the one before', async () => {
  const { main } = await openToast();
  const commands = useCommandsStore();
  main.replace('transfers.remove', () => Promise.resolve({ files: 2, undo: 11 }));
  await commands.removeFinished();
  main.replace('transfers.moveToFront', () => Promise.resolve({ files: 1, undo: 12 }));
  await commands.moveToFront({ batchId: 1 });
  const undo = useUndoStore();
  await undo.undo();
  await undo.undo();
  await undo.undo();
  expect(inputsOf(main, 'transfers.undo')).toEqual([12, 11]);
});

it('offers the undo of an answer that skips files, and of no other answer', async () => {
  const { main, shown } = await openToast();
  const conflicts = useConflictsStore();
  const upload = uploadLine(2, {});
  conflicts.ask(upload);
  main.replace('batches.answerConflicts', () => Promise.resolve({ files: 12, undo: 3 }));
  await conflicts.answer('skip', false);
  expect(shown.text()).toContain('12 existing files will be skipped');
  await useUndoStore().undo();
  conflicts.ask(upload);
  main.replace('batches.answerConflicts', () => Promise.resolve({ files: 12 }));
  await conflicts.answer('overwrite', false);
  expect(shown.find('button').exists()).toBe(false);
});
