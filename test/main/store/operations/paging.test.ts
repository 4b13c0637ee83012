import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TransferSort } from '../../../../main/engine/ports/transfer-queries.ts';
import type { TransferFilter } from '../../../../main/engine/ports/row-selection.ts';
import type { ObjectResult } from '../../../../shared/transfer.ts';
import type { SkipReason, StateName } from '../../../../shared/transfer-state.ts';
import { openTestQueue, present, useTestQueue, type TestQueue } from '../operations-fixture.ts';
import { accessDenied, newBatch, newFile } from '../sample-rows.ts';

const queue = useTestQueue();

function page(
  filter: TransferFilter,
  by: TransferSort = 'queue',
  descending = false,
  range = { offset: 0, limit: 100 },
  { operations }: TestQueue = queue,
) {
  const { rows, total } = operations.page(filter, { by, descending }, range);
  return {
    names: rows.map(({ relativePath }) => relativePath),
    ids: rows.map(({ id }) => id),
    total,
  };
}

describe('page', () => {
  beforeEach(() => {
    queue.context.now = 100;
    queue.add([
      newFile('beta', { relativePath: 'beta', size: 30 }),
      newFile('Alpha', { relativePath: 'Alpha', size: 10 }),
      newFile('delta', { relativePath: 'delta', size: 20 }),
    ]);
    queue.context.now = 200;
    queue.add([
      newFile('gamma', { relativePath: 'gamma', size: 20, key: 'Backup/100%_done' }),
      newFile('alpha', { relativePath: 'alpha', size: 5, key: 'plain' }),
    ]);
    queue.context.now = 300;
    queue.operations.apply(3, { type: 'fail', error: accessDenied });
    queue.context.now = 250;
    queue.operations.apply(5, { type: 'pause' });
    queue.operations.moveToFront({ ids: [4] });
  });

  // Orders, ranges and plain filters have their cases in test/conformance/store/paging.ts.
  it('sorts by the last change, both ways', () => {
    const ids = [1, 2, 4, 5, 3];
    expect(page({}, 'updated')).toMatchObject({ ids, total: 5 });
    expect(page({}, 'updated', true)).toMatchObject({ ids: ids.toReversed(), total: 5 });
  });

  it('row 70: finds done rows whose callback failed, and only those', () => {
    const finish = (id: number, callback: object) => {
      queue.operations.apply(id, { type: 'start' });
      const result = { etag: 'E', requestId: '"callback":{"ok":false', callback } as ObjectResult;
      queue.operations.apply(id, { type: 'finish', verified: 'crc64' }, { result });
    };
    const failed = { ok: false, error: { code: 'request-refused', ossCode: 'CallbackFailed' } };
    finish(1, failed);
    finish(2, { ok: true, body: '"callback":{"ok":false' });
    finish(4, failed);
    const one = { offset: 0, limit: 1 };
    expect(page({ callbackFailed: true })).toMatchObject({ ids: [4, 1], total: 2 });
    expect(page({ callbackFailed: true, batchId: 1 })).toMatchObject({ ids: [1], total: 1 });
    expect(page({ callbackFailed: true, search: 'beta' })).toMatchObject({ ids: [1], total: 1 });
    expect(page({ callbackFailed: true }, 'queue', false, one)).toMatchObject({ total: 2 });
    expect(page({ callbackFailed: true, states: ['failed'] })).toMatchObject({ total: 0 });
  });

  it('shows what runs before the rest, each in the order of the queue', () => {
    queue.operations.apply(4, { type: 'start' });
    queue.operations.apply(1, { type: 'start' });
    queue.operations.apply(1, { type: 'verify' });
    const parts = (descending: boolean) =>
      [0, 1, 2, 3, 4, 5].map(
        (offset) => page({}, 'queue', descending, { offset, limit: 2 }, queue).ids,
      );
    expect(parts(false)).toEqual([[4, 1], [1, 2], [2, 3], [3, 5], [5], []]);
    expect(parts(true)).toEqual([[5, 3], [3, 2], [2, 1], [1, 4], [4], []]);
    expect(page({ states: ['verifying', 'queued', 'paused'] })).toMatchObject({
      ids: [1, 2, 5],
      total: 3,
    });
    expect(page({ batchId: 2 })).toMatchObject({ ids: [4, 5], total: 2 });
    expect(page({ search: 'beta' })).toMatchObject({ ids: [1], total: 1 });
  });

  it.each<[string, TransferFilter, number[]]>([
    ['a batch and a state', { batchId: 1, states: ['queued', 'done'] }, [1, 2]],
    ['an error and a state that has none', { errorCode: 'access-denied', states: ['queued'] }, []],
    ['an empty search', { search: '' }, [4, 1, 2, 3, 5]],
    ['a search and a state', { search: 'alpha', states: ['paused'] }, [5]],
    ['a per cent sign', { search: '%' }, [4]],
    ['an underscore', { search: '0%_d' }, [4]],
    ['a backslash', { search: '\\' }, []],
    ['a quotation mark', { search: "' OR 1=1 --" }, []],
    ['something endless', { search: 'x'.repeat(1_000_000) }, []],
  ])('finds rows by %s', (_what, filter, ids) => {
    expect(page(filter)).toMatchObject({ ids, total: ids.length });
  });

  it('shows a row whose state cannot be read as failed', () => {
    queue.database.exec(`UPDATE transfers SET error = '{"code":"gremlins"}' WHERE id = 3`);
    const [row] = queue.operations.transfers([3]);
    expect(row?.state).toMatchObject({ name: 'failed', error: { code: 'internal' } });
  });
});

describe('page of rows with one reason', () => {
  beforeEach(() => {
    const skipped = (reason: SkipReason) => ({ state: { name: 'skipped', reason } }) as const;
    for (const place of ['one', 'two']) {
      const ids = queue.add([
        newFile('same', { key: `${place}/same`, ...skipped('identical') }),
        newFile('older', { key: `${place}/older`, ...skipped('not-newer') }),
        newFile('other', { key: `${place}/other` }),
        newFile('another', { key: `${place}/another` }),
        newFile('away', { key: `${place}/away` }),
        newFile('queued', { key: `${place}/queued` }),
      ]);
      for (const id of ids.slice(2, 4))
        queue.operations.apply(id, { type: 'wait', why: 'conflict' });
      queue.operations.apply(present(ids[4]), { type: 'wait', why: 'source-unavailable' });
    }
  });

  it.each<[string, TransferFilter, number[]]>([
    ['a wait', { why: 'conflict' }, [3, 4, 9, 10]],
    ['a wait in a batch', { why: 'conflict', batchId: 2 }, [9, 10]],
    ['a skip in a batch', { why: 'identical', batchId: 1 }, [1]],
    ['a reason that no row has', { why: 'offline' }, []],
    ['a reason and its state', { why: 'conflict', states: ['waiting'], batchId: 1 }, [3, 4]],
    ['a reason and a state that has others', { why: 'conflict', states: ['skipped'] }, []],
    ['a reason and a state that has none', { why: 'conflict', states: ['queued', 'done'] }, []],
    ['a reason and an error', { why: 'conflict', errorCode: 'object-exists' }, []],
    ['a reason and a search', { why: 'conflict', search: 'another' }, [4, 10]],
  ])('finds them by %s', (_what, filter, ids) => {
    expect(page(filter)).toMatchObject({ ids, total: ids.length });
  });

  it('keeps the order that was asked for', () => {
    queue.operations.apply(4, { type: 'requeue' });
    queue.operations.moveToFront({ ids: [4] });
    queue.operations.apply(4, { type: 'wait', why: 'conflict' });
    expect(page({ why: 'conflict', batchId: 1 }).ids).toEqual([4, 3]);
    expect(page({ why: 'conflict' }, 'queue', true).ids).toEqual([10, 9, 3, 4]);
    expect(page({ why: 'conflict' }, 'name').ids).toEqual([4, 10, 3, 9]);
    const second = { offset: 1, limit: 2 };
    expect(page({ why: 'conflict' }, 'queue', false, second)).toMatchObject({
      ids: [3, 9],
      total: 4,
    });
  });
});

describe('page of a long queue', () => {
  const rows = 12_000;
  const long = openTestQueue();

  beforeAll(() => {
    const states: Partial<Record<number, ReturnType<typeof newFile>['state']>> = {
      0: { name: 'failed', error: accessDenied },
      1: { name: 'skipped', reason: 'exists' },
    };
    const claimed = ['one', 'two'].map((prefix) => {
      const files = Array.from({ length: rows }, (_, index) =>
        newFile(`file-${(index * 7919) % rows}`, {
          size: (index * 31) % 1000,
          state: states[index % 10] ?? { name: 'queued' },
          key: `${prefix}/${index}`,
          source: { kind: 'file', path: `/${index}` },
        }),
      );
      const { id } = long.operations.addBatch(newBatch());
      long.operations.addTransfers(id, files);
      return id * rows - 500;
    });
    for (const id of claimed.flatMap((first) => [first + 9, first + 3, first + 5])) {
      long.operations.apply(id, { type: 'start' });
    }
  });
  afterAll(() => void long.database.close());

  /** The same by loading all rows. */
  function expected(filter: TransferFilter, by: TransferSort, descending: boolean) {
    const direction = descending ? 'DESC' : 'ASC';
    const columns: Readonly<Record<TransferSort, string>> = {
      queue: `state NOT IN ('uploading', 'verifying') ${direction}, position`,
      position: 'position',
      name: 'lower(relative_path)',
      size: 'size',
      updated: 'updated_at',
    };
    const all = long.database
      .prepare<
        [],
        {
          id: number;
          state: StateName;
          why: string | null;
          batch: number;
          code: string | null;
          path: string;
        }
      >(
        `SELECT id, state, why, batch_id AS batch, error_code AS code, relative_path AS path
          FROM transfers ORDER BY ${columns[by]} ${direction}, id ${direction}`,
      )
      .all();
    return all
      .filter((row) => filter.states?.includes(row.state) ?? true)
      .filter((row) => filter.batchId === undefined || row.batch === filter.batchId)
      .filter((row) => filter.errorCode === undefined || row.code === filter.errorCode)
      .filter((row) => filter.why === undefined || row.why === filter.why)
      .filter((row) => row.path.includes(filter.search ?? ''))
      .map(({ id }) => id);
  }

  it.each<[string, TransferFilter]>([
    ['everything', {}],
    ['many of a state', { states: ['queued'] }],
    ['few of a state', { states: ['failed'] }],
    ['many of several states', { states: ['queued', 'failed', 'done'] }],
    ['many of several states and what runs', { states: ['queued', 'verifying', 'uploading'] }],
    ['a large batch', { batchId: 2 }],
    ['few in a large batch', { batchId: 2, states: ['skipped'] }],
    ['an error', { errorCode: 'access-denied' }],
    ['an error in a batch', { errorCode: 'access-denied', batchId: 1 }],
    ['a reason', { why: 'exists' }],
    ['a reason in a batch', { why: 'exists', batchId: 2 }],
    ['a search', { search: 'file-11' }],
    ['a search for nothing', { search: 'nothing like it' }],
  ])('is exact for %s, in every order', (_what, filter) => {
    for (const by of ['queue', 'position', 'name', 'size', 'updated'] as const) {
      for (const descending of [false, true]) {
        const all = expected(filter, by, descending);
        for (const offset of [0, 1, 4, 37, Math.max(0, all.length - 5)]) {
          expect(page(filter, by, descending, { offset, limit: 25 }, long)).toMatchObject({
            ids: all.slice(offset, offset + 25),
            total: all.length,
          });
        }
      }
    }
  });
});
