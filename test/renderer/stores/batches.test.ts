import { flushPromises } from '@vue/test-utils';
import { describe, expect, it, vi } from 'vitest';
import { useBatchesStore } from '../../../renderer/stores/batches.ts';
import { useProgressStore } from '../../../renderer/stores/progress.ts';
import type { BatchView } from '../../../shared/ipc/views.ts';
import type { Tally } from '../../../shared/transfer.ts';
import type { StateName } from '../../../shared/transfer-state.ts';
import { fakeBatch } from '../fake-rows.ts';
import { inputsOf, openWindow } from '../with-window.ts';

function batch(id: number, files: Partial<Record<StateName, number>>): BatchView {
  const empty = fakeBatch(id, []);
  const states: Record<StateName, Tally> = { ...empty.counters.states };
  for (const [name, count] of Object.entries(files)) {
    states[name as StateName] = { files: count, bytes: 1 };
  }
  return { ...empty, counters: { states, bytesSent: 0 } };
}

/** Which of these batches, newest first, begin as one line. */
async function foldedOf(...made: BatchView[]): Promise<readonly number[]> {
  await openWindow();
  const store = useBatchesStore();
  await flushPromises();
  store.batches = made;
  store.shown = made;
  return made.filter((one) => store.isFolded(one)).map(({ id }) => id);
}

describe('batches', () => {
  it('are one line when they are large and finished', async () => {
    const made = [
      batch(3, { done: 21 }),
      batch(2, { done: 20 }),
      batch(1, { done: 30, failed: 1 }),
    ];
    expect(await foldedOf(...made)).toEqual([3]);
  });

  it('are one line while they wait for their turn, and open when it comes', async () => {
    const older = batch(1, { uploading: 2, queued: 9000 });
    const newer = batch(2, { queued: 10_000 });
    expect(await foldedOf(newer, older)).toEqual([2]);
    expect(await foldedOf(newer, batch(1, { paused: 9000 }))).toEqual([2]);
    expect(await foldedOf(batch(2, { queued: 9999, uploading: 1 }), older)).toEqual([]);
    expect(await foldedOf(newer, batch(1, { done: 9000 }))).toEqual([1]);
  });

  it('are read again while bytes move, though no file changes its state', async () => {
    const { main } = await openWindow();
    const before = useProgressStore().latest;
    if (before === undefined) throw new Error('There is no progress');
    const { length } = inputsOf(main, 'batches.list');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      for (const revision of [2, 3, 4]) {
        const counters = { ...before.counters, bytesSent: revision };
        main.notify.transfers.progress({ ...before, revision, counters });
      }
      await vi.advanceTimersByTimeAsync(10_000);
      expect(inputsOf(main, 'batches.list')).toHaveLength(length + 1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('stay open where there is little to hide, and as a person wants them', async () => {
    const older = batch(1, { uploading: 1 });
    expect(await foldedOf(batch(2, { queued: 20 }), older)).toEqual([]);
    expect(await foldedOf({ ...batch(2, {}), scan: 'scanning' }, older)).toEqual([2]);
    const store = useBatchesStore();
    store.toggle(2);
    expect(store.batches.filter((one) => store.isFolded(one))).toEqual([]);
  });
});
