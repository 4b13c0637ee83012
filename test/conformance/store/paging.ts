import { beforeEach, describe, expect, it } from 'vitest';
import type { TransferSort } from '../../../main/engine/ports/transfer-queries.ts';
import type { TransferFilter } from '../../../main/engine/ports/row-selection.ts';
import { accessDenied, newFile } from '../../main/store/sample-rows.ts';
import { present, StoreUnderTest, type OpenStoreUnderTest } from './store-under-test.ts';

const whole = { offset: 0, limit: 100 };

/** TransferQueries.page. */
export function describePaging(open: OpenStoreUnderTest): void {
  const queue = new StoreUnderTest(open);
  let batches: readonly number[] = [];
  let ids: readonly number[] = [];

  /** The numbers of the rows on a page, in the order in which they were added. */
  async function page(
    filter: TransferFilter,
    by: TransferSort = 'position',
    descending = false,
    range = whole,
  ) {
    const { rows, total } = await queue.store.page(filter, { by, descending }, range);
    return { rows: rows.map(({ id }) => ids.indexOf(id)), total };
  }

  describe('page', () => {
    beforeEach(async () => {
      const one = await queue.addBatch([
        newFile('beta', { relativePath: 'beta', size: 30 }),
        newFile('Alpha', { relativePath: 'Alpha', size: 10 }),
        newFile('delta', { relativePath: 'delta', size: 20 }),
      ]);
      const two = await queue.addBatch([
        newFile('gamma', { relativePath: 'gamma', size: 20, key: 'Backup/100%_done' }),
        newFile('alpha', { relativePath: 'alpha', size: 5, key: 'plain' }),
      ]);
      batches = [one, two];
      ids = (await queue.rows({ all: true })).map(({ id }) => id);
      await queue.store.apply(present(ids[2]), { type: 'fail', error: accessDenied });
      await queue.store.apply(present(ids[4]), { type: 'pause' });
      await queue.store.moveToFront({ ids: [present(ids[3])] });
    });

    it.each([
      ['position', [3, 0, 1, 2, 4]],
      ['queue', [3, 0, 1, 2, 4]],
      ['name', [1, 4, 0, 2, 3]],
      ['size', [4, 1, 2, 3, 0]],
    ] as const)('sorts by %s, both ways', async (by, rows) => {
      expect(await page({}, by)).toEqual({ rows, total: 5 });
      expect(await page({}, by, true)).toEqual({ rows: rows.toReversed(), total: 5 });
    });

    it('sorts by the last change', async () => {
      const { rows } = await queue.store.page({}, { by: 'updated', descending: false }, whole);
      const times = rows.map(({ updatedAt }) => updatedAt);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
    });

    it('puts running rows first in queue order, and keeps positions', async () => {
      await queue.store.apply(present(ids[1]), { type: 'start' });
      expect((await page({}, 'queue')).rows).toEqual([1, 3, 0, 2, 4]);
      expect((await page({}, 'queue', true)).rows).toEqual([4, 2, 0, 3, 1]);
      expect((await page({}, 'position')).rows).toEqual([3, 0, 1, 2, 4]);
    });

    it('returns the rows of the range, and the number of all matches', async () => {
      const range = (offset: number, limit: number) =>
        page({}, 'position', false, { offset, limit });
      expect(await range(1, 2)).toEqual({ rows: [0, 1], total: 5 });
      expect(await range(9, 2)).toEqual({ rows: [], total: 5 });
      expect(await range(0, 0)).toEqual({ rows: [], total: 5 });
    });

    it.each<[string, (batches: readonly number[]) => TransferFilter, readonly number[]]>([
      ['one state', () => ({ states: ['queued'] }), [3, 0, 1]],
      ['several states', () => ({ states: ['paused', 'failed'] }), [2, 4]],
      ['no state', () => ({ states: [] }), []],
      ['a batch', ([, two = 0]) => ({ batchId: two }), [3, 4]],
      ['several batches', (batchIds) => ({ batchIds }), [3, 0, 1, 2, 4]],
      ['an unknown batch', () => ({ batchId: 99_999 }), []],
      ['an error code', () => ({ errorCode: 'access-denied' }), [2]],
      [
        'an error of another batch',
        ([, b = 0]) => ({ errorCode: 'access-denied', batchId: b }),
        [],
      ],
      ['a search in the path, in any case', () => ({ search: 'ALPHA' }), [1, 4]],
      ['a search in the key', () => ({ search: 'backup/' }), [3]],
      ['a search with a wildcard of SQL', () => ({ search: '0%_d' }), [3]],
    ])('finds rows by %s', async (_what, filter, rows) => {
      expect(await page(filter(batches))).toEqual({ rows, total: rows.length });
    });

    it('finds rows by the reason of a wait and of a skip', async () => {
      await queue.store.apply(present(ids[0]), { type: 'wait', why: 'conflict' });
      await queue.store.apply(present(ids[1]), { type: 'start' });
      await queue.store.apply(present(ids[1]), { type: 'skip', reason: 'exists' });
      expect((await page({ why: 'conflict' })).rows).toEqual([0]);
      expect((await page({ why: 'exists' })).rows).toEqual([1]);
    });
  });
}
