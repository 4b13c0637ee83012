import { describe, expect, it } from 'vitest';
import type { TransferSelection } from '../../../main/engine/ports/row-selection.ts';
import type { TransferEvent } from '../../../shared/transfer-state.ts';
import {
  accessDenied,
  batchTo,
  newBatch,
  newBlob,
  newFile,
  newFiles,
} from '../../main/store/sample-rows.ts';
import { present, StoreUnderTest, type OpenStoreUnderTest } from './store-under-test.ts';

const fail: TransferEvent = { type: 'fail', error: accessDenied };

/** Ten rows in eight states: 0 to 5 in batch `one`, 6 to 9 in batch `two`. */
interface Mixture {
  readonly one: number;
  readonly two: number;
  readonly ids: readonly number[];
}

const mixedStates = [
  ...['queued', 'uploading', 'verifying', 'waiting', 'paused', 'failed'],
  ...['queued', 'failed', 'done', 'cancelled'],
];

/** TransferStore: commands on many rows. */
export function describeCommands(open: OpenStoreUnderTest): void {
  const queue = new StoreUnderTest(open);

  const addMixture = async (): Promise<Mixture> => {
    const one = await queue.addBatch(newFiles(6), batchTo('work', 'one'));
    const two = await queue.addBatch(newFiles(4), batchTo('work', 'two'));
    const ids = (await queue.rows({ all: true })).map(({ id }) => id);
    const id = (index: number) => present(ids[index]);
    await queue.claim(2, { scope: { ids: [id(1), id(2)] } });
    await queue.store.apply(id(2), { type: 'verify' });
    await queue.store.apply(id(3), { type: 'wait', why: 'offline' });
    await queue.store.apply(id(4), { type: 'pause' });
    await queue.store.apply(id(5), fail, { attempts: 4 });
    await queue.store.apply(id(7), fail);
    await queue.claim(1, { scope: { ids: [id(8)] } });
    await queue.store.apply(id(8), { type: 'finish', verified: 'parts' });
    await queue.store.apply(id(9), { type: 'cancel' });
    expect(await queue.states(ids)).toEqual(mixedStates);
    return { one, two, ids };
  };

  const selections: readonly (readonly [
    string,
    (mixture: Mixture) => TransferSelection,
    readonly number[],
  ])[] = [
    ['all', () => ({ all: true }), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['a batch', ({ two }) => ({ batchId: two }), [6, 7, 8, 9]],
    ['ids', ({ ids }) => ({ ids: [present(ids[3]), present(ids[5]), 99_999] }), [3, 5]],
    ['an error', () => ({ errorCode: 'access-denied' }), [5, 7]],
    ['an error of a batch', ({ one }) => ({ errorCode: 'access-denied', batchId: one }), [5]],
    ['another error', () => ({ errorCode: 'internal' }), []],
    [
      'a filter by states',
      () => ({ filter: { states: ['queued', 'failed', 'done'] } }),
      [0, 5, 6, 7, 8],
    ],
    ['a filter by batch', ({ one }) => ({ filter: { batchId: one } }), [0, 1, 2, 3, 4, 5]],
    ['a filter by reason', () => ({ filter: { why: 'offline' } }), [3]],
    ['a filter by error', () => ({ filter: { errorCode: 'access-denied' } }), [5, 7]],
    ['a filter by text', () => ({ filter: { search: 'FILE-0' } }), [0, 6]],
    ['a text with a wildcard', () => ({ filter: { search: 'file%' } }), []],
    [
      'a filter without some rows',
      ({ ids }) => ({ filter: { states: ['failed'] }, except: [present(ids[5])] }),
      [7],
    ],
    [
      'some rows of a filter',
      ({ ids }) => ({ filter: { states: ['failed'] }, only: [present(ids[5]), present(ids[0])] }),
      [5],
    ],
  ];

  describe.each(selections)('selection of %s', (_name, select, selected) => {
    it('covers its rows', async () => {
      const mixture = await addMixture();
      const rows = await queue.rows(select(mixture));
      expect(rows.map(({ id }) => mixture.ids.indexOf(id))).toEqual(selected);
      const counts = Object.entries(await queue.store.count(select(mixture)));
      const expected = Object.groupBy(selected, (index) => mixedStates[index] ?? '');
      for (const [state, count] of counts) expect(count).toBe(expected[state]?.length ?? 0);
    });

    it.each([
      ['pause', ['queued', 'waiting'], 'paused'],
      ['resume', ['paused'], 'queued'],
      ['retry', ['failed'], 'queued'],
      ['cancel', ['queued', 'waiting', 'paused', 'failed'], 'cancelled'],
    ] as const)('%s changes the rows that allow it and do not run', async (type, from, to) => {
      const mixture = await addMixture();
      const changed = await queue.store.applyToAll(select(mixture), { type });
      const expected = mixedStates.map((state, index) =>
        selected.includes(index) && (from as readonly string[]).includes(state) ? to : state,
      );
      expect(await queue.states(mixture.ids)).toEqual(expected);
      const moved = expected.filter((state, index) => state !== mixedStates[index]);
      expect(changed).toBe(moved.length);
    });

    it('removes its final rows and no other', async () => {
      const mixture = await addMixture();
      const isFinal = (index: number) =>
        ['failed', 'done', 'cancelled'].includes(mixedStates[index] ?? '');
      const removed = await queue.store.remove(select(mixture));
      expect(removed).toBe(selected.filter(isFinal).length);
      const left = (await queue.rows({ all: true })).map(({ id }) => mixture.ids.indexOf(id));
      const gone = (index: number) => selected.includes(index) && isFinal(index);
      expect(left).toEqual(mixedStates.map((_, index) => index).filter((index) => !gone(index)));
    });
  });

  describe('cancel', () => {
    it('aborts the uploads and removes the spool files of its rows, each once', async () => {
      const blob = await queue.addOne(newBlob('b'));
      const file = await queue.addOne(newFile('f'));
      await queue.beginUpload(file, 'U1', [1]);
      await queue.store.applyToAll({ ids: [blob, file] }, { type: 'cancel' });
      await queue.store.applyToAll({ ids: [blob, file] }, { type: 'cancel' });
      expect(await queue.store.checkpoint(file)).toBeUndefined();
      expect((await queue.row(file)).bytesSent).toBe(0);
      const kinds = (await queue.cleanups()).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(['abort-upload', 'remove-spool']);
    });
  });

  describe('retry', () => {
    const addFailed = async (): Promise<number> => {
      const id = await queue.addOne(newFile('a'));
      await queue.beginUpload(id, 'U1', [1]);
      await queue.store.apply(id, fail, { attempts: 7 });
      return id;
    };

    it('keeps the upload and at most one attempt', async () => {
      const id = await addFailed();
      await queue.store.applyToAll({ ids: [id] }, { type: 'retry' });
      expect(await queue.row(id)).toMatchObject({ attempts: 1, bytesSent: 10 });
      expect(await queue.store.checkpoint(id)).toMatchObject({ uploadId: 'U1' });
    });

    it('stores a policy for these rows only', async () => {
      const id = await addFailed();
      const other = await queue.addOne(newFile('b'));
      const changes = { conflictPolicy: 'skip' } as const;
      await queue.store.applyToAll({ ids: [id] }, { type: 'retry' }, changes);
      const claimed = await queue.claim();
      expect(claimed.find((row) => row.id === id)?.conflictPolicy).toBe('skip');
      expect(claimed.find((row) => row.id === other)).not.toHaveProperty('conflictPolicy');
    });

    it('starts over with another part size, which the batch keeps', async () => {
      const id = await addFailed();
      const { batchId } = await queue.row(id);
      await queue.store.applyToAll({ ids: [id] }, { type: 'retry' }, { partSize: 4096 });
      expect(await queue.store.checkpoint(id)).toBeUndefined();
      expect((await queue.row(id)).bytesSent).toBe(0);
      expect(await queue.cleanups()).toMatchObject([{ kind: 'abort-upload', uploadId: 'U1' }]);
      const options = (await queue.store.batch(batchId))?.options;
      expect(options).toEqual({ ...newBatch().options, partSize: 4096 });
    });
  });

  it('answerConflicts queues only rows that wait for an answer, with the policy', async () => {
    const ids = await queue.add(newFiles(3));
    const [asked = 0, offline = 0] = ids;
    await queue.store.apply(asked, { type: 'wait', why: 'conflict' });
    await queue.store.apply(offline, { type: 'wait', why: 'offline' });
    expect(await queue.store.answerConflicts({ all: true }, 'rename')).toBe(1);
    expect(await queue.states(ids)).toEqual(['queued', 'waiting', 'queued']);
    const [first, second] = await queue.claim();
    expect(first).toMatchObject({ id: asked, conflictPolicy: 'rename' });
    expect(second).not.toHaveProperty('conflictPolicy');
    expect(await queue.store.answerConflicts({ all: true }, 'skip')).toBe(0);
  });

  describe('moveToFront', () => {
    it('puts rows before all others, in their own order', async () => {
      const ids = await queue.add(newFiles(4));
      const moved = [present(ids[2]), present(ids[3])];
      expect(await queue.store.moveToFront({ ids: moved })).toBe(2);
      expect(await queue.claimIds()).toEqual([ids[2], ids[3], ids[0], ids[1]]);
    });

    it('puts the rows that were moved last before those moved earlier', async () => {
      const ids = await queue.add(newFiles(3));
      await queue.store.moveToFront({ ids: [present(ids[1])] });
      await queue.store.moveToFront({ ids: [present(ids[2])] });
      expect(await queue.claimIds()).toEqual([ids[2], ids[1], ids[0]]);
    });

    it('skips running and final rows', async () => {
      const { ids } = await addMixture();
      expect(await queue.store.moveToFront({ ids })).toBe(4);
    });
  });

  describe('changeKey', () => {
    it('queues a failed row under the new key, as a new upload', async () => {
      const id = await queue.addOne(newFile('a'));
      await queue.beginUpload(id, 'U1', [1]);
      await queue.store.apply(id, fail, { attempts: 4 });
      expect(await queue.store.changeKey(id, 'new')).toBe(true);
      const expected = { key: 'new', state: { name: 'queued' }, attempts: 0, bytesSent: 0 };
      expect(await queue.row(id)).toMatchObject(expected);
      const abort = { kind: 'abort-upload', key: '2024/a', uploadId: 'U1' };
      expect(await queue.cleanups()).toMatchObject([abort]);
    });

    it('retries a row that has the key already', async () => {
      const id = await queue.addOne(newFile('a'));
      await queue.beginUpload(id, 'U1', [1]);
      await queue.store.apply(id, fail, { attempts: 4 });
      expect(await queue.store.changeKey(id, '2024/a')).toBe(true);
      const expected = { state: { name: 'queued' }, attempts: 1, bytesSent: 10 };
      expect(await queue.row(id)).toMatchObject(expected);
      expect(await queue.cleanups()).toEqual([]);
    });

    it('refuses a key of another row of the batch, and every other state', async () => {
      const ids = await queue.add(newFiles(2));
      expect(await queue.store.changeKey(present(ids[0]), '2024/file-1.jpg')).toBe(false);
      await queue.add([newFile('x', { key: 'taken' })]);
      expect(await queue.store.changeKey(present(ids[0]), 'taken')).toBe(true);
      await queue.claim();
      expect(await queue.store.changeKey(present(ids[0]), 'other')).toBe(false);
      expect(await queue.store.changeKey(99_999, 'other')).toBe(false);
    });
  });

  describe('remove', () => {
    it('removes only the states that it names', async () => {
      const { ids } = await addMixture();
      expect(await queue.store.remove({ ids }, ['done', 'uploading'])).toBe(1);
      expect(await queue.rows({ all: true })).toHaveLength(9);
    });

    it.each(selections)(
      'removes nothing of %s when no state that it names is final',
      async (_name, select) => {
        const mixture = await addMixture();
        expect(await queue.store.remove(select(mixture), ['uploading'])).toBe(0);
        expect(await queue.states(mixture.ids)).toEqual(mixedStates);
      },
    );

    it('aborts the upload and removes the spool file that a failed row still has', async () => {
      const id = await queue.addOne(newBlob('b'));
      await queue.beginUpload(id, 'U1', [1]);
      await queue.store.apply(id, fail);
      await queue.store.remove({ ids: [id] });
      const kinds = (await queue.cleanups()).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(['abort-upload', 'remove-spool']);
    });

    it('removes a scanned batch with its last row, and no batch that is being scanned', async () => {
      const roots: string[] = [];
      const scanned = await queue.addBatch([newFile('a')], newBatch({ roots }));
      const scanning = await queue.addBatch([newFile('b')]);
      await queue.store.applyToAll({ all: true }, { type: 'cancel' });
      await queue.store.remove({ all: true });
      expect(await queue.store.batch(scanned)).toBeUndefined();
      expect((await queue.store.batch(scanning))?.id).toBe(scanning);
    });
  });
}
