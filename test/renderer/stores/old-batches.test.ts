import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import BannerStack from '../../../renderer/components/banners/BannerStack.vue';
import EmptyState from '../../../renderer/components/table/EmptyState.vue';
import { useBatchesStore } from '../../../renderer/stores/batches.ts';
import { useConflictsStore } from '../../../renderer/stores/conflicts.ts';
import { batchNews } from '../../../renderer/model/batch-news.ts';
import type { TransferState } from '../../../shared/transfer-state.ts';
import { countersOf, errorOf, fakeBatch, fakeRow } from '../fake-rows.ts';
import { openWindow, show } from '../with-window.ts';

const failed: TransferState = { name: 'failed', error: errorOf('access-denied') };
const done: TransferState = { name: 'done', verified: 'crc64' };

const error = errorOf('credentials-missing');
const blockedOldest = {
  progress: { conditions: [{ accountId: 'sandbox', kind: 'credentials' as const, error }] },
};

/** A window on 450 batches of one file each; the oldest one is in the state `oldest`. */
async function openOnMany(
  oldest: TransferState,
  { progress, ...options }: Parameters<typeof openWindow>[0] = {},
) {
  const rows = Array.from({ length: 450 }, (_, index) => ({
    ...fakeRow(index + 1, index + 1, 0),
    state: index === 0 ? oldest : done,
  }));
  const opened = await openWindow({
    ...{ rows: 0, ...options },
    progress: { counters: countersOf(rows), ...progress },
  });
  opened.main.rows.push(...rows);
  await opened.list.reload();
  await flushPromises();
  return { ...opened, batches: useBatchesStore() };
}

describe('batches beyond the newest 200', () => {
  it('row 78: are reached by scrolling, to the oldest one', async () => {
    const { list, batches } = await openOnMany(done);
    expect(list.sections).toHaveLength(200);
    for (const seen of [400, 450]) {
      list.show(list.layout.lines - 10, list.layout.lines - 1);
      await flushPromises();
      expect(list.sections).toHaveLength(seen);
    }
    expect([list.sections.at(-1)?.batchId, batches.more]).toEqual([1, false]);
    await list.reload();
    expect(list.sections).toHaveLength(450);
  });

  it('row 78: are read for the upper lines of the table only when they are needed', async () => {
    const { list } = await openOnMany(done);
    list.show(0, 30);
    await flushPromises();
    expect(list.sections).toHaveLength(200);
  });

  it('row 78: are in the list of what needs a person', async () => {
    const { list } = await openOnMany(failed);
    list.open({ view: 'attention' });
    await flushPromises();
    expect(list.sections).toEqual([{ batchId: 1, files: 1, folded: false }]);
    expect(list.total).toBe(1);
  });

  it('row 78: are opened by what leads to them', async () => {
    const { list, batches } = await openOnMany(failed);
    list.open({ view: 'all', batchId: 1 });
    await flushPromises();
    expect(list.sections.map(({ batchId }) => batchId)).toEqual([1]);
    expect(batches.find(1)?.name).toBe('Pasted image');
  });

  it('row 78: are spoken of when their account was removed', async () => {
    const opened = await openOnMany({ name: 'queued' }, { accounts: [], ...blockedOldest });
    const banners = show(opened.pinia, BannerStack);
    await flushPromises();
    expect(banners.text()).toContain('Some uploads wait for an account that was removed.');
    opened.main.rows.shift();
    await opened.list.reload();
    await flushPromises();
    expect(banners.text()).not.toContain('Some uploads wait');
  });

  it('row 78: ask their question, and it is counted', async () => {
    await openOnMany({ name: 'waiting', why: 'conflict' });
    const conflicts = useConflictsStore();
    useBatchesStore().batches = [...useBatchesStore().batches];
    await flushPromises();
    expect([[...conflicts.batches], conflicts.files]).toEqual([[[1, 1]], 1]);
  });

  it('are no news when they move up because others left the list', () => {
    const old = fakeBatch(1, []);
    const newer = fakeBatch(2, []);
    const newest = fakeBatch(3, []);
    expect(batchNews([newest, newer], [newer, old])).toEqual([]);
    expect(batchNews([newer], [newest, newer]).map(({ id }) => id)).toEqual([3, 3]);
  });
});

describe('an empty list of what needs a person', () => {
  it('row 78: does not say that nothing does while the counters say otherwise', async () => {
    const rows = [{ ...fakeRow(1, 1, 0), state: failed }];
    const { pinia, list } = await openWindow({ rows: 0, progress: { counters: countersOf(rows) } });
    list.open({ view: 'attention' });
    await flushPromises();
    const text = show(pinia, EmptyState).text();
    expect(text).not.toContain('Nothing needs you');
    expect(text).toContain('What needs you stands above.');
  });

  it('says so when they count nothing', async () => {
    const { pinia, list } = await openWindow({ rows: 0 });
    list.open({ view: 'attention' });
    await flushPromises();
    expect(show(pinia, EmptyState).text()).toContain('Nothing needs you.');
  });
});
