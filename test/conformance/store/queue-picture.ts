import { stateNames } from '../../../shared/transfer-state.ts';
import { sortWaits } from './reading.ts';
import { describeCleanup, farFuture } from './store-under-test.ts';
import type { Store } from './store-under-test.ts';
import { sortCleanups, type KnownIds } from './random-calls.ts';

const everything = { all: true } as const;

/** The ids of a queue, in the order in which rows and batches were added. */
export async function readIds(store: Store): Promise<KnownIds> {
  const rows = await store.selected(everything, stateNames, { after: 0, limit: 10_000 });
  const batches = await store.batches(10_000);
  return {
    rows: rows.map(({ id }) => id),
    batches: batches.map(({ id }) => id).toReversed(),
  };
}

/**
 * All that the queries of a store return, with positions instead of ids: equal for equal queues.
 * Times are left out, because each adapter has a clock of its own.
 */
export async function readPicture(store: Store, { rows, batches }: KnownIds): Promise<unknown> {
  const details = await Promise.all(rows.map((id) => store.details(id)));
  const summaries = await store.batches(10_000);
  const failures = await store.failures();
  const due = await store.dueCleanups(farFuture, 10_000);
  const roots = await store.unfinishedRoots();
  const inOrder = { by: 'queue', descending: false } as const;
  const page = await store.page({}, inOrder, { offset: 1, limit: 20 });
  return {
    rows: details.map((row) => ({
      batch: batches.indexOf(row?.batchId ?? 0),
      ...{ account: row?.accountId, bucket: row?.bucket, key: row?.key, source: row?.source },
      ...{ size: row?.size, state: withoutDetail(row?.state), bytesSent: row?.bytesSent },
      ...{ attempts: row?.attempts, identity: row?.identity, checkpoint: row?.checkpoint },
      ...{ result: row?.result, attemptsMade: row?.attemptsMade },
    })),
    page: [page.rows.map(({ id }) => rows.indexOf(id)), page.total],
    batches: summaries.map(({ id: _id, ...facts }) => facts),
    counters: await store.counters(),
    waits: sortWaits(await store.waits()),
    counts: await store.count(everything),
    failures: new Map(failures.map(({ code, files, bytes }) => [code, { files, bytes }])),
    // Their times come from the adapters' clocks, so that their order is not compared.
    cleanups: sortCleanups(due).map((cleanup) => [describeCleanup(cleanup), cleanup.attempts]),
    roots: roots.map(({ batchId, root }) => [batches.indexOf(batchId), root]),
  };
}

/** The detail of an error is for people; an adapter may word it as it likes. */
function withoutDetail(state: unknown): unknown {
  return JSON.parse(
    JSON.stringify(state, (key, value: unknown) => (key === 'detail' ? undefined : value)),
  ) as unknown;
}
