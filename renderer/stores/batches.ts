import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { BatchView } from '../../shared/ipc/views.ts';
import { type Client, useClient } from '../bridge.ts';
import { filesIn, hasUnfinished } from '../model/table-views.ts';

/** Batches of one response. */
const pageSize = 200;
/** Larger batches are folded while they are idle. */
const smallBatch = 20;

type BatchPage = Parameters<Client['call']['batches']['list']>[0];
/** The filter for the table's batches. */
export type BatchQuestion = Pick<BatchPage, 'states' | 'batchId'>;

/**
 * All batches, newest first, and the folded ones. The table reads its batches page by page while
 * the user scrolls, so every batch is reachable.
 */
export const useBatchesStore = defineStore('batches', () => {
  const batches = shallowRef<readonly BatchView[]>([]);
  const loaded = ref(false);
  /** The batches of the current filter, as far as the user has scrolled. */
  const shown = shallowRef<readonly BatchView[]>([]);
  /** Whether more batches of the filter may exist. */
  const more = ref(false);
  /** The current filter has its first response. */
  const answered = ref(false);
  const question = shallowRef<BatchQuestion>({});
  /** Other batches, loaded by their ids. */
  const others = shallowRef<ReadonlyMap<number, BatchView>>(new Map());
  /** Batches that the user folded or opened; all other batches fold automatically. */
  const folded = shallowRef<ReadonlyMap<number, boolean>>(new Map());

  function read(page: Partial<BatchPage>): Promise<readonly BatchView[]> {
    return useClient().call.batches.list({ limit: pageSize, ...page });
  }

  async function load(): Promise<void> {
    const newest = await read({});
    batches.value = newest;
    loaded.value = true;
    const asked = question.value;
    const isAll = asked.states === undefined && asked.batchId === undefined;
    const found = isAll ? [...newest] : [...(await read(asked))];
    let full = found.length === pageSize;
    while (full && found.length < shown.value.length) {
      const next = await read({ ...asked, ...olderThan(found) });
      found.push(...next);
      full = next.length === pageSize;
    }
    if (asked !== question.value) return;
    shown.value = found;
    more.value = full;
    answered.value = true;
  }

  let reading = false;
  /** Reads the next page of the table's batches, if one may exist. */
  async function loadMore(): Promise<void> {
    if (!more.value || reading) return;
    reading = true;
    try {
      const asked = question.value;
      const before = shown.value;
      const next = await read({ ...asked, ...olderThan(before) });
      if (asked !== question.value || before !== shown.value) return;
      shown.value = [...before, ...next];
      more.value = next.length === pageSize;
    } finally {
      reading = false;
    }
  }

  /** Changes the filter of the table. The old batches stay until the response comes. */
  async function ask(asked: BatchQuestion): Promise<void> {
    question.value = asked;
    more.value = false;
    answered.value = false;
    await load();
  }

  function find(id: number): BatchView | undefined {
    const isIt = (batch: BatchView) => batch.id === id;
    return shown.value.find(isIt) ?? batches.value.find(isIt) ?? others.value.get(id);
  }

  /** Loads the batches with transfers that wait for `why`; `others` holds them by id afterwards. */
  async function waitingFor(why: BatchPage['why']): Promise<readonly BatchView[]> {
    const found = await read({ why });
    others.value = new Map([...others.value, ...found.map((batch) => [batch.id, batch] as const)]);
    return found;
  }

  /** The batch, regardless of its age; undefined when it no longer exists. */
  async function fetch(id: number): Promise<BatchView | undefined> {
    return find(id) ?? (await read({ limit: 1, batchId: id }))[0];
  }

  const oldestAtWork = computed(
    () => batches.value.findLast(({ counters }) => hasUnfinished(counters))?.id,
  );

  /** True for a large untouched batch, whose rows would hide the running uploads. */
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

  return {
    batches,
    loaded,
    shown,
    more,
    answered,
    folded,
    load,
    loadMore,
    ask,
    find,
    fetch,
    waitingFor,
    isFolded,
    fold,
    toggle,
  };
});

function olderThan(batches: readonly BatchView[]): { readonly before?: number } {
  const last = batches.at(-1);
  return last === undefined ? {} : { before: last.id };
}
