import { defineStore } from 'pinia';
import { computed, onScopeDispose, reactive, ref, shallowRef, triggerRef, watch } from 'vue';
import type { ErrorCode } from '../../shared/errors.ts';
import type { ProgressView, TransferLine } from '../../shared/ipc/views.ts';
import { useClient } from '../bridge.ts';
import type { SeenLine } from '../model/common-shift.ts';
import { layoutOf, type Section } from '../model/list-layout.ts';
import { ListPages, type PageRequest } from '../model/list-pages.ts';
import { idsBetween, type ListShape, neededPages } from '../model/row-ranges.ts';
import { filesIn, statesOf, type TableView } from '../model/table-views.ts';
import { useBatchesStore } from './batches.ts';
import { useProgressStore } from './progress.ts';

export type SortColumn = PageRequest['sort']['by'];

/** When at most this many lines remain below the screen, the store reads older batches. */
const linesAhead = 50;

/** Milliseconds between two reads of a list that keeps changing. */
const reloadEvery = 1000;
/** Milliseconds between two reads of the batches' totals while only bytes move. */
const totalsEvery = 2000;

/**
 * The table: its rows, their order, and the loaded rows near the screen. The store never holds the
 * whole list; a million rows cost as little as a hundred.
 */
export const useTransferListStore = defineStore('transfer-list', () => {
  const progress = useProgressStore();
  const batches = useBatchesStore();

  const view = ref<TableView>('all');
  const search = ref('');
  const errorCode = ref<ErrorCode>();
  const batchId = ref<number>();
  const sort = reactive<PageRequest['sort']>({ by: 'queue', descending: false });

  /** In queue order, rows stand under their batches; every other order is one flat list. */
  const grouped = computed(
    () => sort.by === 'queue' && search.value === '' && errorCode.value === undefined,
  );
  const flatTotal = ref(0);
  const failed = ref(false);
  const loading = ref(true);
  const sections = computed<readonly Section[]>(() => {
    if (!grouped.value) return [{ batchId: null, files: flatTotal.value, folded: false }];
    const states = statesOf(view.value);
    return batches.shown
      .filter(({ id }) => batchId.value === undefined || id === batchId.value)
      .map((batch) => ({
        batchId: batch.id,
        files: filesIn(batch.counters, states),
        folded: batches.isFolded(batch),
      }))
      .filter(({ files }) => files > 0 || (view.value === 'all' && batchId.value === undefined));
  });
  const layout = computed(() => layoutOf(sections.value));

  /** The filter of the table; without any field it matches all transfers. */
  const filter = computed<PageRequest['filter']>(() => {
    const states = statesOf(view.value);
    return {
      ...(states !== undefined && { states: [...states] }),
      ...(batchId.value !== undefined && { batchId: batchId.value }),
      ...(errorCode.value !== undefined && { errorCode: errorCode.value }),
      ...(search.value !== '' && { search: search.value }),
    };
  });

  /**
   * The number of rows of the filter, including folded batches and batches that are not loaded yet.
   */
  const total = computed(() => {
    if (!grouped.value) return flatTotal.value;
    const all = batchId.value === undefined ? progress : batches.find(batchId.value);
    return all?.counters === undefined ? 0 : filesIn(all.counters, statesOf(view.value));
  });

  function request({ batchId: id }: Section): Omit<PageRequest, 'range'> {
    return {
      filter: { ...filter.value, ...(id !== null && { batchId: id }) },
      sort: { ...sort },
    };
  }

  function shape(): ListShape {
    return { sections: sections.value, layout: layout.value, request };
  }

  /** Triggered whenever a row near the screen changes. */
  const pages = shallowRef(
    new ListPages({
      load: (asked) => useClient().call.transfers.page(asked),
      watch: (ids) => useClient().call.transfers.watch({ ids: [...ids] }),
      revision: () => progress.revision,
      onRows(section, total) {
        failed.value = false;
        loading.value = false;
        if (section === null) flatTotal.value = total;
        triggerRef(pages);
      },
      onFailure() {
        failed.value = true;
        loading.value = false;
      },
    }),
  );

  function rowAt(section: number, offset: number): TransferLine | undefined {
    const found = sections.value[section];
    return found === undefined ? undefined : pages.value.rowAt(found.batchId, offset);
  }

  /** A loaded row near the screen. */
  function row(id: number): TransferLine | undefined {
    return pages.value.row(id);
  }

  function rowOnLine(line: number): TransferLine | undefined {
    const found = layout.value.lineAt(line);
    return found?.kind === 'row' ? rowAt(found.section, found.offset) : undefined;
  }

  /** The current line of a seen line: by its row's id if that is loaded, else by its position. */
  function lineNow({ id, batchId: key, offset }: SeenLine): number | undefined {
    const place = (id === undefined ? undefined : pages.value.placeOf(id)) ?? { key, offset };
    const section = sections.value.findIndex((one) => one.batchId === place.key);
    return layout.value.lineOf(section, place.offset) ?? layout.value.lineOf(section);
  }

  let shown: readonly [number, number] = [0, 0];

  /** Loads the rows of the lines from `first` to `last`, and some rows around them. */
  function show(first: number, last: number): void {
    shown = [first, last];
    if (grouped.value && last >= layout.value.lines - linesAhead) {
      void batches.loadMore().catch(() => undefined);
    }
    pages.value.show(neededPages(shape(), first, last));
  }

  /** Waits for a response about batches. A refusal leaves nothing to load, and the table says so. */
  async function awaitBatches(response: Promise<void>): Promise<void> {
    try {
      await response;
      failed.value = false;
    } catch {
      failed.value = true;
    }
  }

  /** Reloads the rows on the screen. */
  async function reload(): Promise<void> {
    await awaitBatches(batches.load());
    loading.value = false;
    pages.value.reload(neededPages(shape(), ...shown));
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  function reloadSoon(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void reload();
    }, reloadEvery);
  }

  let totals: ReturnType<typeof setTimeout> | undefined;
  function loadTotalsSoon(): void {
    totals ??= setTimeout(() => {
      totals = undefined;
      void awaitBatches(batches.load());
    }, totalsEvery);
  }

  onScopeDispose(() => {
    clearTimeout(timer);
    clearTimeout(totals);
  });

  function startOver(): void {
    pages.value.clear();
    triggerRef(pages);
    pages.value.show(neededPages(shape(), ...shown));
  }

  watch([view, search, errorCode, batchId, () => sort.by, () => sort.descending], startOver);
  watch([view, batchId], () => {
    const states = statesOf(view.value);
    const asked = {
      ...(states !== undefined && { states: [...states] }),
      ...(batchId.value !== undefined && { batchId: batchId.value }),
    };
    void awaitBatches(batches.ask(asked));
  });
  watch(sections, () => {
    pages.value.show(neededPages(shape(), ...shown));
  });
  watch(
    () => progress.latest,
    (update, before) => {
      if (update === undefined) return;
      if (pages.value.takeChanged(update.changed, update.revision)) triggerRef(pages);
      if (update.refresh || before === undefined || moved(before, update)) reloadSoon();
      else if (before.counters.bytesSent !== update.counters.bytesSent) loadTotalsSoon();
    },
    { flush: 'sync' },
  );

  function sortBy(by: SortColumn): void {
    const again = sort.by === by;
    if (again && sort.descending && by !== 'queue')
      Object.assign(sort, { by: 'queue', descending: false });
    else Object.assign(sort, { by, descending: again && !sort.descending });
  }

  function open(wanted: {
    view?: TableView;
    batchId?: number | undefined;
    errorCode?: ErrorCode | undefined;
  }): void {
    view.value = wanted.view ?? 'all';
    batchId.value = wanted.batchId;
    errorCode.value = wanted.errorCode;
    search.value = '';
  }

  /** The ids of the rows from line `first` to line `last`, including rows far from the screen. */
  function idsOnLines(first: number, last: number): Promise<readonly number[]> {
    return idsBetween(
      {
        shape: shape(),
        known: (key, page) => pages.value.idsOf(key, page),
        load: async (asked) =>
          (await useClient().call.transfers.page(asked)).rows.map(({ id }) => id),
      },
      first,
      last,
    );
  }

  return {
    view,
    search,
    errorCode,
    batchId,
    sort,
    grouped,
    sections,
    layout,
    filter,
    total,
    failed,
    loading: computed(() => loading.value || (grouped.value && !batches.answered && !failed.value)),
    row,
    rowAt,
    rowOnLine,
    lineNow,
    show,
    reload,
    reloadSoon,
    sortBy,
    open,
    idsOnLines,
  };
});

/** Whether rows came, went or changed their state, so that counts and order may differ. */
function moved(before: ProgressView, after: ProgressView): boolean {
  const old = before.counters.states;
  return Object.entries(after.counters.states).some(
    ([name, tally]) => old[name as keyof typeof old].files !== tally.files,
  );
}
