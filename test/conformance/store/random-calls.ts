import type {
  Cleanup,
  Lane,
  NewTransfer,
  RetryChanges,
  StateFacts,
} from '../../../main/engine/ports/transfer-store.ts';
import type {
  TransferFilter,
  TransferSelection,
} from '../../../main/engine/ports/row-selection.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { stateNames, type TransferEvent } from '../../../shared/transfer-state.ts';
import {
  accessDenied,
  batchTo,
  identity,
  newBatch,
  newBlob,
  newFile,
  part,
} from '../../main/store/sample-rows.ts';
import type { SeededRandom } from '../../simulation/world/seeded-random.ts';
import { describeCleanup, farFuture, type Store } from './store-under-test.ts';

/** The rows and batches of one adapter, in the order in which they were added. */
export interface KnownIds {
  readonly batches: readonly number[];
  readonly rows: readonly number[];
}

/** One call with values that do not depend on the ids of an adapter. Resolves with its result. */
export interface RandomCall {
  readonly text: string;
  readonly run: (store: Store, known: KnownIds) => Promise<unknown>;
}

const events: readonly TransferEvent[] = [
  { type: 'start' },
  { type: 'verify' },
  { type: 'wait', why: 'conflict' },
  { type: 'wait', why: 'offline' },
  { type: 'wait', why: 'retry', until: 2000 },
  { type: 'requeue' },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'finish', verified: 'crc64' },
  { type: 'skip', reason: 'exists' },
  { type: 'fail', error: accessDenied },
  { type: 'fail', error: { code: 'key-invalid' } },
  { type: 'retry' },
  { type: 'cancel' },
];
const bulkTypes = ['pause', 'resume', 'retry', 'cancel'] as const;
const ended: readonly string[] = ['done', 'skipped', 'cancelled'];
const names = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

/** In an order that depends on what they clean up only. */
export function sortCleanups(cleanups: readonly Cleanup[]): readonly Cleanup[] {
  const name = (cleanup: Cleanup) => JSON.stringify([describeCleanup(cleanup), cleanup.attempts]);
  return cleanups.toSorted((one, other) => name(one).localeCompare(name(other)));
}

/** Draws calls of TransferStore. */
export class RandomCalls {
  readonly #random: SeededRandom;
  #uploads = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** @param known of one adapter; only the numbers of rows and batches are used */
  next(known: KnownIds): RandomCall {
    const row = this.#random.int(0, known.rows.length);
    const batch = this.#random.int(0, Math.max(0, known.batches.length - 1));
    const drawn = this.#random.next();
    if (known.batches.length === 0 || drawn < 0.04) return this.#addBatch();
    if (drawn < 0.14) return this.#addTransfers(batch);
    if (drawn < 0.16) return this.#finishRoot(batch);
    if (drawn < 0.26) return this.#claim(row, batch);
    if (drawn < 0.5) return this.#apply(row);
    if (drawn < 0.72) return this.#checkpoint(row);
    if (drawn < 0.9) return this.#command(row, batch);
    return this.#other(row);
  }

  #addBatch(): RandomCall {
    const to = this.#random.pick([newBatch(), batchTo('work', 'one'), batchTo('home', 'one')]);
    const takeOver = this.#random.chance(0.3);
    const options = this.#random.chance(0.3) ? { meta: { a: 'b' } } : to.options;
    const roots = this.#random.pick([[], ['/r'], ['/r', '/s']] as [string[], string[], string[]]);
    const scanOptions = takeOver ? { ...to.scanOptions, takeOver } : to.scanOptions;
    const batch = { ...to, options, roots, scanOptions };
    return {
      text: `addBatch ${JSON.stringify(batch)}`,
      run: async (store) => {
        const { id: _id, ...facts } = await store.addBatch(batch);
        return facts;
      },
    };
  }

  #addTransfers(batch: number): RandomCall {
    const transfers = Array.from({ length: this.#random.int(1, 4) }, () => this.#newTransfer());
    return {
      text: `addTransfers ${batch} ${JSON.stringify(transfers)}`,
      run: (store, { batches }) => store.addTransfers(batches[batch] ?? 0, transfers),
    };
  }

  #newTransfer(): NewTransfer {
    const name = this.#random.pick(names);
    const changes: Partial<NewTransfer> = {
      key: `2024/${this.#random.pick(names)}`,
      lane: this.#random.chance(0.5) ? 'small' : 'large',
      size: 100,
      identity: identity({ modified: this.#random.chance(0.8) ? '1' : '2' }),
    };
    // The file of a blob belongs to one row, so that its name is used once.
    if (!this.#random.chance(0.1)) return newFile(name, changes);
    this.#uploads += 1;
    return newBlob(`blob-${this.#uploads}`, changes);
  }

  #finishRoot(batch: number): RandomCall {
    const root = this.#random.pick(['/r', '/s']);
    return {
      text: `finishRoot ${batch} ${root}`,
      run: (store, { batches }) => store.finishRoot(batches[batch] ?? 0, root),
    };
  }

  #claim(row: number, batch: number): RandomCall {
    const lane = this.#random.pick<Lane>(['small', 'large']);
    const limit = this.#random.int(1, 3);
    const blocked = this.#random.chance(0.3) ? ['home'] : [];
    const isScoped = this.#random.chance(0.3);
    return {
      text: `claim ${lane} ${limit} ${blocked.join()} ${isScoped ? `${row} ${batch}` : ''}`,
      run: async (store, { rows, batches }) => {
        const scope = { ids: [rows[row] ?? 0], batchIds: [batches[batch] ?? 0] };
        const claimed = await store.claim(lane, limit, blocked, isScoped ? scope : undefined);
        return claimed.map((transfer) => ({
          row: rows.indexOf(transfer.id),
          lane: transfer.lane,
          identity: transfer.identity,
          hasCheckpoint: transfer.hasCheckpoint,
          conflictPolicy: transfer.conflictPolicy,
          damagedEtag: transfer.damagedEtag,
        }));
      },
    };
  }

  #apply(row: number): RandomCall {
    const event = this.#random.pickAny(events) ?? { type: 'start' };
    const facts = this.#random.pick<StateFacts>([
      {},
      { attempts: 3 },
      { size: 77 },
      { key: `2024/${this.#random.pick(names)}` },
      { dropCheckpoint: 'abort-upload' },
      { dropCheckpoint: 'keep-upload' },
      { result: { etag: '"E"', requestId: 'R' } },
    ]);
    return {
      text: `apply ${row} ${JSON.stringify([event, facts])}`,
      run: (store, { rows }) => store.apply(rows[row] ?? 0, event, facts),
    };
  }

  #checkpoint(row: number): RandomCall {
    this.#uploads += 1;
    const upload = `U${this.#uploads}`;
    const number = this.#random.int(1, 3);
    const size = this.#random.int(1, 20);
    const calls: readonly (readonly [string, (store: Store, id: number) => Promise<unknown>])[] = [
      [
        'intend',
        (store, id) => store.intend(id, { partSize: 10, identity: identity({ size }), at: 3000 }),
      ],
      [`saveUploadId ${upload}`, (store, id) => store.saveUploadId(id, upload)],
      [
        'intend and begin',
        async (store, id) => {
          await store.intend(id, { partSize: 10, identity: identity({ size }), at: 3000 });
          await store.saveUploadId(id, upload);
        },
      ],
      [`savePart ${number} ${size}`, (store, id) => store.savePart(id, part(number, { size }))],
      [`dropParts ${number}`, (store, id) => store.dropParts(id, [number, 9])],
      ['saveCompleting', (store, id) => store.saveCompleting(id)],
      ['dropCheckpoint', (store, id) => store.dropCheckpoint(id, 'abort-upload')],
      [`saveDamagedObject ${size}`, (store, id) => store.saveDamagedObject(id, `"${size}"`)],
      ['forgetDamagedObject', (store, id) => store.saveDamagedObject(id, undefined)],
      ['addAttempt', (store, id) => store.addAttempt(id, { at: size, error: accessDenied })],
    ];
    const [text, call] = this.#random.pickAny(calls) ?? ['', () => Promise.resolve()];
    return {
      text: `${text} of ${row}`,
      // A write for a row that is gone or over is a defect of the caller.
      run: async (store, { rows }) => {
        const [stored] = await store.transfers([rows[row] ?? 0]);
        const isOver = stored === undefined || ended.includes(stored.state.name);
        return isOver ? undefined : await call(store, stored.id);
      },
    };
  }

  #command(row: number, batch: number): RandomCall {
    const select = this.#selection(row, batch);
    const text = JSON.stringify(select({ rows: [], batches: [] }));
    const type = this.#random.pick(bulkTypes);
    const key = `2024/${this.#random.pick(names)}`;
    const states = this.#random.chance(0.5) ? undefined : this.#someStates();
    const changes = this.#random.pick<RetryChanges>([
      {},
      { conflictPolicy: 'skip' },
      { partSize: 5 },
    ]);
    return this.#random.pick<RandomCall>([
      {
        text: `applyToAll ${type} ${text}`,
        run: (store, known) => store.applyToAll(select(known), { type }),
      },
      {
        text: `retry ${text} ${JSON.stringify(changes)}`,
        run: (store, known) => store.applyToAll(select(known), { type: 'retry' }, changes),
      },
      {
        text: `answerConflicts ${text}`,
        run: (store, known) => store.answerConflicts(select(known), 'rename'),
      },
      {
        text: `moveToFront ${text}`,
        run: (store, known) => store.moveToFront(select(known)),
      },
      {
        text: `changeKey ${row} ${key}`,
        run: (store, { rows }) => store.changeKey(rows[row] ?? 0, key),
      },
      {
        text: `remove ${text} ${String(states)}`,
        run: (store, known) => store.remove(select(known), states),
      },
    ]);
  }

  #selection(row: number, batch: number): (known: KnownIds) => TransferSelection {
    const errorCode = this.#random.pick<ErrorCode>(['access-denied', 'key-invalid']);
    const states = this.#someStates();
    const search = this.#random.pick(names).toUpperCase();
    const narrow = this.#random.next();
    const filter = (id: number): TransferFilter => ({
      ...(narrow < 0.4 && { states }),
      ...(narrow > 0.3 && narrow < 0.6 && { batchId: id }),
      ...(narrow > 0.5 && narrow < 0.7 && { why: 'offline' }),
      ...(narrow > 0.6 && narrow < 0.8 && { search }),
      ...(narrow > 0.9 && { errorCode }),
    });
    return this.#random.pick<(known: KnownIds) => TransferSelection>([
      () => ({ all: true }),
      ({ batches }) => ({ batchId: batches[batch] ?? 0 }),
      ({ rows }) => ({ ids: [rows[row] ?? 0, rows[row + 1] ?? 0, rows[row - 1] ?? 0] }),
      () => ({ errorCode }),
      ({ batches }) => ({ errorCode, batchId: batches[batch] ?? 0 }),
      ({ batches }) => ({ filter: filter(batches[batch] ?? 0) }),
      ({ rows, batches }) => ({
        filter: filter(batches[batch] ?? 0),
        except: [rows[row] ?? 0],
      }),
      ({ rows, batches }) => ({
        filter: filter(batches[batch] ?? 0),
        only: [rows[row] ?? 0, rows[row - 1] ?? 0],
      }),
    ]);
  }

  #someStates(): (typeof stateNames)[number][] {
    return stateNames.filter(() => this.#random.chance(0.4));
  }

  #other(row: number): RandomCall {
    const until = this.#random.int(1000, 3000);
    const account = this.#random.pick([undefined, 'work', 'home']);
    const position = this.#random.int(0, 3);
    const cleanup = async (store: Store) =>
      sortCleanups(await store.dueCleanups(farFuture, 1000))[position]?.id;
    return this.#random.pick<RandomCall>([
      { text: `wake ${until}`, run: (store) => store.wake(until) },
      { text: `endWait ${account ?? ''}`, run: (store) => store.endWait('offline', account) },
      { text: 'recover', run: (store) => store.recover() },
      {
        text: `finishCleanup ${position}`,
        run: async (store) => store.finishCleanup((await cleanup(store)) ?? 0),
      },
      {
        text: `delayCleanup ${position} ${until}`,
        run: async (store) => store.delayCleanup((await cleanup(store)) ?? 0, until),
      },
      {
        text: `standing ${row}`,
        run: (store, { rows, batches }) =>
          store
            .standing({ ids: rows.slice(row), batchIds: batches.slice(0, 2) })
            .then(({ counters }) => counters),
      },
    ]);
  }
}
