import { afterEach, beforeEach } from 'vitest';
import type {
  ClaimedTransfer,
  Lane,
  NewBatch,
  NewTransfer,
  TransferStore,
  Cleanup,
} from '../../../main/engine/ports/transfer-store.ts';
import type { TransferQueries } from '../../../main/engine/ports/transfer-queries.ts';
import type { RowScope, TransferSelection } from '../../../main/engine/ports/row-selection.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { stateNames } from '../../../shared/transfer-state.ts';
import { newBatch, part } from '../../main/store/sample-rows.ts';

export type Store = TransferStore & TransferQueries;

/** An adapter of the ports TransferStore and TransferQueries. */
export interface OpenedStoreUnderTest {
  readonly store: Store;
  /** Checks what the adapter keeps beside the rows, then closes it. */
  close(): void;
}

/** Opens an empty queue. */
export type OpenStoreUnderTest = () => OpenedStoreUnderTest;

/** Later than every clean-up that an adapter queues for now; milliseconds since 1970. */
export const farFuture = 9e12;

/** An empty queue for each test, with the shortcuts of these suites. */
export class StoreUnderTest {
  #opened: OpenedStoreUnderTest | undefined;

  constructor(open: OpenStoreUnderTest) {
    beforeEach(() => {
      this.#opened = open();
    });
    afterEach(() => {
      this.#opened?.close();
    });
  }

  get store(): Store {
    if (this.#opened === undefined) throw new Error('No test is running');
    return this.#opened.store;
  }

  /** Adds a batch with these rows. Resolves with its id. */
  async addBatch(transfers: readonly NewTransfer[], batch: NewBatch = newBatch()): Promise<number> {
    const { id } = await this.store.addBatch(batch);
    await this.store.addTransfers(id, transfers);
    return id;
  }

  /** Adds a batch with these rows. Resolves with the ids of its rows. */
  async add(transfers: readonly NewTransfer[], batch?: NewBatch): Promise<readonly number[]> {
    const batchId = await this.addBatch(transfers, batch);
    return (await this.rows({ batchId })).map(({ id }) => id);
  }

  /** Adds one row. Resolves with its id. */
  async addOne(transfer: NewTransfer, batch?: NewBatch): Promise<number> {
    return present((await this.add([transfer], batch))[0]);
  }

  /** All rows of a selection, by id. */
  rows(selection: TransferSelection): Promise<readonly Transfer[]> {
    return this.store.selected(selection, stateNames, { after: 0, limit: 10_000 });
  }

  /** The names of the states of these rows, in this order. */
  async states(ids: readonly number[]): Promise<readonly string[]> {
    return (await this.store.transfers(ids)).map(({ state }) => state.name);
  }

  async row(id: number): Promise<Transfer> {
    return present((await this.store.transfers([id]))[0]);
  }

  claim(
    limit = 100,
    options: {
      readonly lane?: Lane;
      readonly blocked?: readonly string[];
      readonly scope?: RowScope;
    } = {},
  ): Promise<readonly ClaimedTransfer[]> {
    const { lane = 'small', blocked = [], scope } = options;
    return this.store.claim(lane, limit, blocked, scope);
  }

  async claimIds(...args: Parameters<StoreUnderTest['claim']>): Promise<readonly number[]> {
    return (await this.claim(...args)).map(({ id }) => id);
  }

  /** Begins a multipart upload of 10-byte parts with these numbers. */
  async beginUpload(
    id: number,
    uploadId: string | undefined,
    parts: readonly number[] = [],
  ): Promise<void> {
    const size = (await this.row(id)).size;
    const identity = { device: '1', inode: String(id), size, modified: '1', changed: '1' };
    await this.store.intend(id, { partSize: 10, identity, at: 5000 });
    if (uploadId === undefined) return;
    await this.store.saveUploadId(id, uploadId);
    for (const number of parts) await this.store.savePart(id, part(number));
  }

  /** All clean-ups, without their ids and times. */
  async cleanups(): Promise<readonly Record<string, unknown>[]> {
    const due = await this.store.dueCleanups(farFuture, 1000);
    return due.map(describeCleanup);
  }
}

/** A clean-up without its id and its time. */
export function describeCleanup(cleanup: Cleanup): Record<string, unknown> {
  const { kind } = cleanup;
  if (kind === 'remove-spool') return { kind, path: cleanup.path };
  const { bucket, key } = cleanup;
  if (kind === 'abort-upload') return { kind, bucket, key, uploadId: cleanup.uploadId };
  return { kind, bucket, key, intendedAt: cleanup.intendedAt };
}

/** A value that a test needs to go on. */
export function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('Expected a value, found none');
  return value;
}
