import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ActionName } from '../../../shared/ipc/picture.ts';
import { allowedFrom, isFinal, stateNames } from '../../../shared/transfer-state.ts';
import type { TransferDetailsView, Undoable } from '../../../shared/ipc/views.ts';
import { type Client, useClient } from '../../bridge.ts';
import { linkWarning } from '../../model/link-warning.ts';
import type { MessageKey } from '../../locales/messages.ts';
import { useNoticesStore } from '../notices.ts';
import { usePictureStore } from './picture.ts';
import { useSelectionStore } from './selection.ts';
import { useUndoStore } from './undo.ts';

/** What a command acts on: never more than what the user chose or what a button names. */
export type Target = Parameters<Client['call']['transfers']['pause']>[0];

/** How links are made, where it is not the usual way. */
type LinkChoice = Omit<Parameters<Client['call']['transfers']['copyLinks']>[0], 'selection'>;

/** A command that the user must confirm, and how many files it changes. */
interface Question {
  readonly target: Target;
  readonly files: number;
}

type Order = 'pause' | 'resume' | 'retry' | 'cancel';

const unfinishedStates = stateNames.filter((name) => !isFinal(name));
const theSelection: Target = { asked: 'selection' };

/**
 * The commands on uploads and files: those that can be undone act at once and offer their undo, the
 * others ask first.
 */
export const useCommandsStore = defineStore('commands', () => {
  const selection = useSelectionStore();
  const store = usePictureStore();
  const notices = useNoticesStore();
  const undo = useUndoStore();

  const cancelQuestion = shallowRef<Question>();
  const keyQuestion = shallowRef<TransferDetailsView>();

  /** The files of the selection that a command would change. */
  function applies(action: ActionName): number {
    return selection.none ? 0 : (store.picture?.selected.can[action] ?? 0);
  }

  /**
   * A key can follow a selection faster than main learns of it: a command then waits for the answer
   * to that selection, and never acts on the one before. A selection that main has answered is not
   * asked about again: the answer would wait for the commands that are at work.
   *
   * @returns false when main does not answer
   */
  async function isKnown(target: Target): Promise<boolean> {
    if (target !== theSelection || store.isKnown()) return true;
    await store.ask();
    return store.refusal === undefined;
  }

  async function order(name: Order, target: Target = theSelection): Promise<void> {
    if (!(await isKnown(target))) return;
    await notices.attempt(() => useClient().call.transfers[name](target));
  }

  /** The files that a cancel would change. */
  async function filesToCancel(target: Target): Promise<number> {
    if (!(await isKnown(target))) return 0;
    // Main has counted the selection for the picture: to count it again takes long.
    if (target === theSelection) return applies('cancel');
    const counts = await notices.attempt(() => useClient().call.transfers.count(target));
    return allowedFrom.cancel.reduce((sum, name) => sum + (counts?.[name] ?? 0), 0);
  }

  /** Asks first, because cancelling permanently deletes what was sent. */
  async function askToCancel(target: Target = theSelection): Promise<void> {
    const files = await filesToCancel(target);
    if (files > 0) cancelQuestion.value = { target, files };
  }

  async function confirmCancel(): Promise<void> {
    const question = cancelQuestion.value;
    cancelQuestion.value = undefined;
    if (question !== undefined) await order('cancel', question.target);
  }

  /** Offers the undo of a command, as long as main can carry it out. */
  function offerUndo(
    { files, undo: number }: Undoable,
    texts: { readonly one: MessageKey; readonly many: MessageKey },
    name?: string,
  ): void {
    if (number === undefined) return;
    const words =
      name === undefined ? { text: texts.many, count: files } : { text: texts.one, name };
    undo.offer({ ...words, undo: () => useClient().call.transfers.undo(number) });
  }

  /** The name of the only selected upload. */
  function nameOf(target: Target): string | undefined {
    const line = target === theSelection ? selection.onlyLine : undefined;
    return line?.kind === 'upload' || line?.kind === 'file' ? line.name : undefined;
  }

  /** Removes ended files from the list. */
  async function remove(target: Target = theSelection): Promise<void> {
    if (!(await isKnown(target))) return;
    const name = nameOf(target);
    const removed = await notices.attempt(() => useClient().call.transfers.remove(target));
    if (removed === undefined) return;
    if (target === theSelection) selection.clear();
    offerUndo(removed, { one: 'undo.removedOne', many: 'undo.removed' }, name);
  }

  async function moveToFront(target: Target = theSelection): Promise<void> {
    if (!(await isKnown(target))) return;
    const name = nameOf(target);
    const moved = await notices.attempt(() => useClient().call.transfers.moveToFront(target));
    if (moved !== undefined) offerUndo(moved, { one: 'undo.firstOne', many: 'undo.first' }, name);
  }

  async function removeOrCancel(): Promise<void> {
    if (!(await isKnown(theSelection))) return;
    const states = store.picture?.selected.states;
    const isUnfinished = unfinishedStates.some((name) => (states?.[name] ?? 0) > 0);
    if (isUnfinished) await askToCancel();
    else if (applies('remove') > 0) await remove();
  }

  /** Removes all done rows from the list; failed and waiting rows stay. */
  async function removeFinished(): Promise<void> {
    await remove({ filter: { states: ['done', 'skipped', 'cancelled'] } });
  }

  async function pauseOrResume(): Promise<void> {
    if (!(await isKnown(theSelection))) return;
    if (applies('pause') > 0) await order('pause');
    else if (applies('resume') > 0) await order('resume');
    else if (applies('retry') > 0) await order('retry');
  }

  async function copyLinks(target: Target = theSelection, how: LinkChoice = {}): Promise<void> {
    if (!(await isKnown(target))) return;
    const copied = await notices.attempt(() =>
      useClient().call.transfers.copyLinks({ selection: target, ...how }),
    );
    if (copied === undefined) return;
    if (copied.count === 0) notices.say('notice.nothingToCopy');
    else notices.say('notice.linksCopied', copied.count, linkWarning(copied, Date.now()));
  }

  async function copyError(id: number): Promise<void> {
    await notices.attempt(async () => {
      await useClient().call.transfers.copyError(id);
      notices.say('notice.errorCopied');
    });
  }

  async function showInFolder(id: number): Promise<void> {
    await notices.attempt(() => useClient().call.transfers.showInFolder(id));
  }

  /** Asks for another object key of a file. */
  async function askForKey(id: number): Promise<void> {
    const row = await notices.attempt(() => useClient().call.transfers.details(id));
    keyQuestion.value = row ?? undefined;
  }

  async function changeKey(key: string): Promise<void> {
    const row = keyQuestion.value;
    keyQuestion.value = undefined;
    if (row === undefined) return;
    await notices.attempt(() => useClient().call.transfers.changeKey({ id: row.id, key }));
  }

  async function exportBatch(batchId: number, format: 'csv' | 'json'): Promise<void> {
    const saved = await notices.attempt(() => useClient().call.batches.export({ batchId, format }));
    if (saved === true) notices.say('notice.exported');
  }

  return {
    cancelQuestion,
    keyQuestion,
    applies,
    order,
    askToCancel,
    confirmCancel,
    remove,
    moveToFront,
    offerUndo,
    removeFinished,
    removeOrCancel,
    pauseOrResume,
    copyLinks,
    copyError,
    showInFolder,
    askForKey,
    changeKey,
    exportBatch,
  };
});
