import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { BatchView } from '../../shared/ipc/views.ts';
import { useClient } from '../bridge.ts';
import { filesIn, hasUnfinished } from '../model/table-views.ts';

const mostBatches = 200;
/** Batches that are larger than this are one line while nothing happens in them. */
const smallBatch = 20;

/** What was added, newest first, and which of it is folded. */
export const useBatchesStore = defineStore('batches', () => {
  const batches = shallowRef<readonly BatchView[]>([]);
  const loaded = ref(false);
  /** What a person folded or opened; everything else folds by itself. */
  const folded = shallowRef<ReadonlyMap<number, boolean>>(new Map());

  async function load(): Promise<void> {
    batches.value = await useClient().call.batches.list(mostBatches);
    loaded.value = true;
  }

  function find(id: number): BatchView | undefined {
    return batches.value.find((batch) => batch.id === id);
  }

  const oldestAtWork = computed(
    () => batches.value.findLast(({ counters }) => hasUnfinished(counters))?.id,
  );

  /** Its rows would stand between the person and what is being uploaded. */
  function waitsItsTurn({ id, counters, scan }: BatchView): boolean {
    const files = filesIn(counters, undefined);
    const large = files > smallBatch || scan === 'scanning';
    const untouched = files === filesIn(counters, ['queued', 'paused', 'skipped', 'cancelled']);
    return large && untouched && oldestAtWork.value !== undefined && id > oldestAtWork.value;
  }

  function isFolded(batch: BatchView): boolean {
    const chosen = folded.value.get(batch.id);
    if (chosen !== undefined) return chosen;
    if (waitsItsTurn(batch)) return true;
    const done = batch.counters.states.done.files + batch.counters.states.skipped.files;
    const needsNobody = !hasUnfinished(batch.counters) && batch.counters.states.failed.files === 0;
    return needsNobody && done > smallBatch;
  }

  function fold(id: number, wanted: boolean): void {
    folded.value = new Map(folded.value).set(id, wanted);
  }

  function toggle(id: number): void {
    const batch = find(id);
    if (batch !== undefined) fold(id, !isFolded(batch));
  }

  return { batches, loaded, folded, load, find, isFolded, fold, toggle };
});
