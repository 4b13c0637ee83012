import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { ConflictPreview } from '../../shared/ipc/views.ts';
import { type Client, useClient } from '../bridge.ts';
import { useBatchesStore } from './batches.ts';
import { useDestinationsStore } from './destinations.ts';
import { useNoticesStore } from './notices.ts';
import { useTransferListStore } from './transfer-list.ts';

export type Answer = Parameters<Client['call']['batches']['answerConflicts']>[0]['policy'];

/** Files that exist already: one question for a whole batch. */
export const useConflictsStore = defineStore('conflicts', () => {
  const all = useBatchesStore();
  const notices = useNoticesStore();
  const destinations = useDestinationsStore();
  const list = useTransferListStore();

  /** Batches with files that wait for an answer, and how many of their files wait. */
  const batches = shallowRef<ReadonlyMap<number, number>>(new Map());
  const files = computed(() => [...batches.value.values()].reduce((sum, count) => sum + count, 0));
  const asked = ref<number>();
  const preview = shallowRef<ConflictPreview>();
  const looked = new Map<number, number>();

  /** Looks only at batches in which something waits, and only when that changed. */
  async function look(): Promise<void> {
    const found = new Map(batches.value);
    for (const { id, conflictPolicy, counters } of all.batches) {
      const waiting = conflictPolicy === 'ask' ? counters.states.waiting.files : 0;
      if (waiting === 0) {
        found.delete(id);
        looked.delete(id);
        continue;
      }
      if (looked.get(id) === waiting) continue;
      looked.set(id, waiting);
      const page = await useClient().call.transfers.page({
        filter: { batchId: id, why: 'conflict' },
        sort: { by: 'queue', descending: false },
        range: { offset: 0, limit: 1 },
      });
      if (page.total > 0) found.set(id, page.total);
      else found.delete(id);
    }
    batches.value = found;
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

  /** @param remember whether the destination of the batch takes this policy from now on */
  async function answer(policy: Answer, remember: boolean): Promise<void> {
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
