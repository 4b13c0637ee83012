import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { isFinal } from '../../shared/transfer-state.ts';
import type { TransferView } from '../../shared/ipc/views.ts';
import { type Client, useClient } from '../bridge.ts';
import { filesIn, hasUnfinished } from '../model/table-views.ts';
import { useBatchesStore } from './batches.ts';
import { useNoticesStore } from './notices.ts';
import { useSelectionStore } from './selection.ts';
import { useTransferListStore } from './transfer-list.ts';

export type Selected = Parameters<Client['call']['transfers']['pause']>[0];
type Order = 'pause' | 'resume' | 'retry' | 'cancel' | 'remove' | 'moveToFront';

/** What can be done to what is selected, and doing it. */
export const useCommandsStore = defineStore('commands', () => {
  const selection = useSelectionStore();
  const list = useTransferListStore();
  const batches = useBatchesStore();
  const notices = useNoticesStore();

  /** Uploads that would be cancelled if the person says yes. */
  const cancelQuestion = shallowRef<{ readonly selected: Selected; readonly files: number }>();
  const keyQuestion = shallowRef<TransferView>();

  const selected = computed<Selected | undefined>(() => {
    if (selection.batchId !== undefined) return { batchId: selection.batchId };
    return selection.ids.size === 0 ? undefined : { ids: [...selection.ids] };
  });
  const rows = computed(() => [...selection.ids].flatMap((id) => list.row(id) ?? []));
  const batch = computed(() =>
    selection.batchId === undefined ? undefined : batches.find(selection.batchId),
  );

  const unfinished = computed(() =>
    batch.value === undefined
      ? rows.value.some(({ state }) => !isFinal(state.name))
      : hasUnfinished(batch.value.counters),
  );
  const has = (...names: readonly TransferView['state']['name'][]) =>
    batch.value === undefined
      ? rows.value.some(({ state }) => names.includes(state.name)) ||
        selection.count > rows.value.length
      : filesIn(batch.value.counters, names) > 0;

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

  /** Asks first: what was sent is deleted, and nobody can bring it back. */
  function askToCancel(): void {
    if (selected.value === undefined) return;
    const files = batch.value === undefined ? selection.count : openFiles();
    cancelQuestion.value = { selected: selected.value, files };
  }

  function openFiles(): number {
    const states = ['queued', 'uploading', 'verifying', 'waiting', 'paused'] as const;
    return batch.value === undefined ? 0 : filesIn(batch.value.counters, states);
  }

  async function confirmCancel(): Promise<void> {
    const question = cancelQuestion.value;
    cancelQuestion.value = undefined;
    if (question !== undefined) await order('cancel', question.selected);
  }

  async function removeOrCancel(): Promise<void> {
    if (unfinished.value) askToCancel();
    else await order('remove');
  }

  /** Takes everything that arrived off the list, page by page; what failed or waits stays. */
  async function removeFinished(): Promise<void> {
    await notices.attempt(async () => {
      for (;;) {
        const page = await useClient().call.transfers.page({
          filter: { states: ['done', 'skipped', 'cancelled'] },
          sort: { by: 'queue', descending: false },
          range: { offset: 0, limit: 500 },
        });
        const ids = page.rows.map(({ id }) => id);
        if (ids.length === 0 || (await useClient().call.transfers.remove({ ids })) === 0) break;
      }
    });
    await list.reload();
  }

  async function pauseOrResume(): Promise<void> {
    if (can.value.pause) await order('pause');
    else if (can.value.resume) await order('resume');
    else if (can.value.retry) await order('retry');
  }

  async function copyLinks(ids: readonly number[] = [...selection.ids]): Promise<void> {
    const copied = await notices.attempt(() =>
      useClient().call.transfers.copyLinks({ ids: [...ids] }),
    );
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
    keyQuestion,
    selected,
    rows,
    batch,
    can,
    order,
    askToCancel,
    confirmCancel,
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
