import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { ConflictPreview } from '../../shared/ipc/views.ts';
import { type Client, useClient } from '../bridge.ts';
import { useBatchesStore } from './batches.ts';
import { useDestinationsStore } from './destinations.ts';
import { useNoticesStore } from './notices.ts';
import { useProgressStore } from './progress.ts';
import { useTransferListStore } from './transfer-list.ts';

export type ConflictChoice = Parameters<Client['call']['batches']['answerConflicts']>[0]['policy'];

/** Files that already exist: one question for a whole batch. */
export const useConflictsStore = defineStore('conflicts', () => {
  const all = useBatchesStore();
  const notices = useNoticesStore();
  const destinations = useDestinationsStore();
  const list = useTransferListStore();
  const progress = useProgressStore();

  /** Batches with files that wait for an answer, and the number of these files. */
  const batches = shallowRef<ReadonlyMap<number, number>>(new Map());
  const files = ref(0);
  const asked = ref<number>();
  const preview = shallowRef<ConflictPreview>();
  const looked = new Map<number, number>();

  /** Reads all batches regardless of age, but only while a file waits for an answer. */
  async function look(): Promise<void> {
    if ((progress.counters?.states.waiting.files ?? 0) === 0) {
      batches.value = new Map();
      files.value = 0;
      looked.clear();
      return;
    }
    const found = new Map<number, number>();
    for (const { id, counters } of await all.waitingFor('conflict')) {
      const waiting = counters.states.waiting.files;
      const known = looked.get(id) === waiting ? batches.value.get(id) : undefined;
      found.set(id, known ?? (await countWaiting({ batchId: id })));
      looked.set(id, waiting);
    }
    batches.value = found;
    files.value = found.size === 0 ? 0 : await countWaiting({});
  }

  async function countWaiting(within: { readonly batchId?: number }): Promise<number> {
    const page = await useClient().call.transfers.page({
      filter: { ...within, why: 'conflict' },
      sort: { by: 'queue', descending: false },
      range: { offset: 0, limit: 1 },
    });
    return page.total;
  }

  function ask(batchId: number): void {
    asked.value = batchId;
    preview.value = undefined;
    void notices.attempt(async () => {
      const answer = await useClient().call.batches.conflicts(batchId);
      if (asked.value === batchId) preview.value = answer;
    });
  }

  function close(): void {
    asked.value = undefined;
  }

  /** @param remember whether the batch's destination uses this policy from now on */
  async function answer(policy: ConflictChoice, remember: boolean): Promise<void> {
    const batch = asked.value === undefined ? undefined : all.find(asked.value);
    close();
    if (batch === undefined) return;
    await notices.attempt(async () => {
      await useClient().call.batches.answerConflicts({ selection: { batchId: batch.id }, policy });
      const { accountId, bucket, prefix } = batch.destination;
      const saved = destinations.destinations.find(
        (one) => one.accountId === accountId && one.bucket === bucket && one.prefix === prefix,
      );
      if (remember && saved !== undefined) {
        await destinations.save({ ...saved, conflictPolicy: policy });
      }
    });
    looked.delete(batch.id);
    await list.reload();
  }

  watch(
    () => all.batches,
    () => void look().catch(() => undefined),
  );

  return { batches, files, asked, preview, ask, close, answer };
});
