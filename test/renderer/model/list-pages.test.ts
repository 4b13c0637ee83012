import { describe, expect, it, vi } from 'vitest';
import { ListPages, type NeededPage, pageSize } from '../../../renderer/model/list-pages.ts';
import type { TransferPageView } from '../../../shared/ipc/views.ts';
import { fakeRow } from '../fake-rows.ts';

function needed(...pages: readonly number[]): ReadonlyMap<string, NeededPage> {
  return new Map(
    pages.map((page) => [
      `3:${page}`,
      {
        key: 3,
        page,
        request: {
          filter: { batchId: 3 },
          sort: { by: 'queue', descending: false },
          range: { offset: page * pageSize, limit: pageSize },
        },
      },
    ]),
  );
}

/** A list whose answers come when the test says so. */
function controlledList() {
  const waiting: PromiseWithResolvers<TransferPageView>[] = [];
  const revision = { now: 1 };
  const watch = vi.fn(() => Promise.resolve());
  const onRows = vi.fn();
  const onFailure = vi.fn();
  const pages = new ListPages({
    load: () => {
      const answer = Promise.withResolvers<TransferPageView>();
      waiting.push(answer);
      return answer.promise;
    },
    watch,
    revision: () => revision.now,
    onRows,
    onFailure,
  });
  async function answer(index: number, ids: readonly number[], bytesShown = 0): Promise<void> {
    const rows = ids.map((id) => ({ ...fakeRow(id, 3, id), bytesShown }));
    waiting[index]?.resolve({ rows, total: 1000 });
    await vi.waitFor(() => {
      expect(onRows).toHaveBeenCalled();
    });
  }
  return { pages, waiting, revision, watch, onRows, onFailure, answer };
}

describe('the pages around the screen', () => {
  it('are asked for once, watched, and forgotten when they are out of sight', async () => {
    const list = controlledList();
    list.pages.show(needed(0));
    list.pages.show(needed(0));
    expect(list.waiting).toHaveLength(1);
    await list.answer(0, [1, 2]);
    expect(list.pages.rowAt(3, 1)?.id).toBe(2);
    expect(list.watch).toHaveBeenLastCalledWith([1, 2]);
    list.pages.show(needed(4));
    expect(list.pages.rowAt(3, 1)).toBeUndefined();
  });

  it('know where their rows stand', async () => {
    const list = controlledList();
    list.pages.show(needed(0, 4));
    await list.answer(0, [1, 2]);
    list.onRows.mockClear();
    await list.answer(1, [9, 8]);
    expect(list.pages.placeOf(2)).toEqual({ key: 3, offset: 1 });
    expect(list.pages.placeOf(8)).toEqual({ key: 3, offset: 4 * pageSize + 1 });
    expect(list.pages.placeOf(5)).toBeUndefined();
  });

  it('drop a page that is older than the news about its rows', async () => {
    const list = controlledList();
    list.pages.show(needed(0));
    await list.answer(0, [1], 10);
    list.pages.reload(needed(0));
    list.revision.now = 5;
    list.pages.takeChanged([{ ...fakeRow(1, 3, 1), bytesShown: 50 }], 5);
    list.onRows.mockClear();
    await list.answer(1, [1], 20);
    expect(list.pages.row(1)?.bytesShown).toBe(50);
  });

  it('ask once more when news came while an older answer was on its way', async () => {
    const list = controlledList();
    list.pages.show(needed(0));
    list.pages.reload(needed(0));
    list.pages.reload(needed(0));
    expect(list.waiting).toHaveLength(1);
    await list.answer(0, [1]);
    expect(list.waiting).toHaveLength(2);
    list.onRows.mockClear();
    await list.answer(1, [1, 2]);
    expect(list.pages.rowAt(3, 1)?.id).toBe(2);
    expect(list.waiting).toHaveLength(2);
  });

  it('do not ask once more for what has gone out of sight, or for another list', async () => {
    const list = controlledList();
    list.pages.show(needed(0));
    list.pages.reload(needed(0));
    list.pages.show(needed(4));
    list.waiting[0]?.resolve({ rows: [], total: 0 });
    await list.waiting[0]?.promise;
    expect(list.waiting).toHaveLength(2);
    list.pages.reload(needed(4));
    list.pages.clear();
    list.pages.show(needed(4));
    await list.answer(2, [8]);
    expect(list.waiting).toHaveLength(3);
  });

  it('take news about rows near the screen only', async () => {
    const list = controlledList();
    list.pages.show(needed(0));
    await list.answer(0, [1]);
    expect(list.pages.takeChanged([fakeRow(99, 3, 99)], 2)).toBe(false);
    expect(list.pages.row(99)).toBeUndefined();
    expect(list.pages.takeChanged([{ ...fakeRow(1, 3, 1), bytesShown: 7 }], 2)).toBe(true);
    expect(list.pages.row(1)?.bytesShown).toBe(7);
  });

  it('ignore the answer to a question that has changed', async () => {
    const list = controlledList();
    list.pages.show(needed(0));
    list.pages.clear();
    list.pages.show(needed(0));
    await list.answer(1, [8]);
    list.waiting[0]?.resolve({ rows: [fakeRow(1, 3, 1)], total: 1 });
    await list.waiting[0]?.promise;
    expect(list.pages.rowAt(3, 0)?.id).toBe(8);
    expect(list.onRows).toHaveBeenCalledTimes(1);
  });

  it('say when the list cannot be read, and ask again', async () => {
    const list = controlledList();
    list.pages.show(needed(0));
    list.waiting[0]?.reject(new Error('no'));
    await vi.waitFor(() => {
      expect(list.onFailure).toHaveBeenCalledTimes(1);
    });
    list.pages.show(needed(0));
    expect(list.waiting).toHaveLength(2);
  });
});
