import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { finalStates, isFinal, type StateName, stateNames } from '../../shared/transfer-state.ts';
import type { TransferLine } from '../../shared/ipc/views.ts';
import { type Client, useClient } from '../bridge.ts';
import { useBatchesStore } from './batches.ts';
import { useNoticesStore } from './notices.ts';
import { useSelectionStore } from './selection.ts';
import { useTransferListStore } from './transfer-list.ts';

export type Selected = Parameters<Client['call']['transfers']['pause']>[0];
type StateCounts = Readonly<Record<StateName, number>>;
const unfinishedStates = stateNames.filter((name) => !isFinal(name));

function filesOf(counts: StateCounts, states: readonly StateName[]): number {
  return states.reduce((sum, name) => sum + counts[name], 0);
}

/** A command that the user must confirm, and how many files it changes. */
interface Question {
  readonly selected: Selected;
  readonly files: number;
}

type Order = 'pause' | 'resume' | 'retry' | 'cancel' | 'remove' | 'moveToFront';

/** The commands that apply to the selection, and their execution. */
export const useCommandsStore = defineStore('commands', () => {
  const selection = useSelectionStore();
  const list = useTransferListStore();
  const batches = useBatchesStore();
  const notices = useNoticesStore();

  /** The uploads to cancel if the user agrees; `files` counts those that are not final. */
  const cancelQuestion = shallowRef<Question>();
  /** The rows to remove from the list if the user agrees; `files` counts the final rows. */
  const removeQuestion = shallowRef<Question>();
  const keyQuestion = shallowRef<TransferLine>();

  /** The selected rows in the current table: commands never affect other rows. */
  const selected = computed<Selected | undefined>(() => {
    const { filter } = list;
    const narrows = Object.keys(filter).length > 0;
    const { batchId, everything, except, ids } = selection;
    if (batchId !== undefined) {
      return narrows ? { filter: { ...filter, batchId } } : { batchId };
    }
    if (everything) return { filter, ...(except.size > 0 && { except: [...except] }) };
    if (ids.size === 0) return undefined;
    return narrows ? { filter, only: [...ids] } : { ids: [...ids] };
  });
  const rows = computed(() => [...selection.ids].flatMap((id) => list.row(id) ?? []));
  const batch = computed(() =>
    selection.batchId === undefined ? undefined : batches.find(selection.batchId),
  );

  /** Counts by state from main, for a selection whose rows are not all loaded. */
  const counted = shallowRef<StateCounts>();
  const loaded = computed(
    () =>
      !selection.everything && batch.value === undefined && rows.value.length === selection.count,
  );
  watch(
    () => (loaded.value ? undefined : selected.value),
    async (what) => {
      counted.value = undefined;
      if (what === undefined) return;
      const answer = await countFiles(what).catch(() => undefined);
      if (what === selected.value) counted.value = answer;
    },
  );

  function countFiles(what: Selected): Promise<StateCounts> {
    return useClient().call.transfers.count(what);
  }

  /**
   * Whether the selection contains one of these states, or may contain it when counts are unknown.
   */
  const has = (...names: readonly StateName[]) => {
    if (loaded.value) return rows.value.some(({ state }) => names.includes(state.name));
    if (selected.value === undefined) return false;
    const { value } = counted;
    return value === undefined || filesOf(value, names) > 0;
  };

  const can = computed(() => ({
    pause: has('queued', 'uploading', 'verifying', 'waiting'),
    resume: has('paused'),
    retry: has('failed'),
    cancel: has('queued', 'uploading', 'verifying', 'waiting', 'paused'),
    remove: has('done', 'skipped', 'failed', 'cancelled'),
    moveToFront: has('queued'),
    copyLinks: selection.count > 0 && has('done'),
    copyError: selection.count === 1 && has('failed', 'waiting'),
    showInFolder: selection.count === 1,
    changeKey: selection.count === 1 && has('failed', 'queued'),
  }));

  async function order(name: Order, what: Selected | undefined = selected.value): Promise<void> {
    if (what === undefined) return;
    await notices.attempt(() => useClient().call.transfers[name](what));
    await list.reload();
  }

  /** Asks first, because cancelling permanently deletes what was sent. */
  async function askToCancel(): Promise<void> {
    const { value: what } = selected;
    if (what === undefined) return;
    const counts = await notices.attempt(() => countFiles(what));
    const files = counts === undefined ? 0 : filesOf(counts, unfinishedStates);
    if (files > 0) cancelQuestion.value = { selected: what, files };
  }

  async function confirmCancel(): Promise<void> {
    const question = cancelQuestion.value;
    cancelQuestion.value = undefined;
    if (question !== undefined) await order('cancel', question.selected);
  }

  /** Removes final rows from the list; asks first when there is more than one. */
  async function askToRemove(what: Selected | undefined = selected.value): Promise<void> {
    if (what === undefined) return;
    const counts = await notices.attempt(() => countFiles(what));
    const files = counts === undefined ? 0 : filesOf(counts, finalStates);
    if (files === 1) await order('remove', what);
    else if (files > 1) removeQuestion.value = { selected: what, files };
  }

  async function confirmRemove(): Promise<void> {
    const question = removeQuestion.value;
    removeQuestion.value = undefined;
    if (question !== undefined) await order('remove', question.selected);
  }

  async function removeOrCancel(): Promise<void> {
    const { value: what } = selected;
    if (what === undefined) return;
    await askToCancel();
    if (cancelQuestion.value === undefined) await askToRemove(what);
  }

  /** Removes all done rows from the list; failed and waiting rows stay. */
  async function removeFinished(): Promise<void> {
    await askToRemove({ filter: { states: ['done', 'skipped', 'cancelled'] } });
  }

  async function pauseOrResume(): Promise<void> {
    if (can.value.pause) await order('pause');
    else if (can.value.resume) await order('resume');
    else if (can.value.retry) await order('retry');
  }

  async function copyLinks(what: Selected | undefined = selected.value): Promise<void> {
    if (what === undefined) return;
    const copied = await notices.attempt(() => useClient().call.transfers.copyLinks(what));
    if (copied === undefined) return;
    if (copied === 0) notices.say('notice.nothingToCopy');
    else notices.say('notice.linksCopied', copied);
  }

  async function copyError(id: number | undefined = selection.lead): Promise<void> {
    if (id === undefined) return;
    await notices.attempt(async () => {
      await useClient().call.transfers.copyError(id);
      notices.say('notice.errorCopied');
    });
  }

  async function showInFolder(id: number | undefined = selection.lead): Promise<void> {
    if (id !== undefined) await notices.attempt(() => useClient().call.transfers.showInFolder(id));
  }

  function askForKey(): void {
    keyQuestion.value = rows.value[0];
  }

  async function changeKey(key: string): Promise<void> {
    const row = keyQuestion.value;
    keyQuestion.value = undefined;
    if (row === undefined) return;
    await notices.attempt(() => useClient().call.transfers.changeKey({ id: row.id, key }));
    await list.reload();
  }

  async function exportBatch(batchId: number, format: 'csv' | 'json'): Promise<void> {
    const saved = await notices.attempt(() => useClient().call.batches.export({ batchId, format }));
    if (saved === true) notices.say('notice.exported');
  }

  return {
    cancelQuestion,
    removeQuestion,
    keyQuestion,
    selected,
    rows,
    batch,
    can,
    order,
    askToCancel,
    confirmCancel,
    askToRemove,
    confirmRemove,
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
