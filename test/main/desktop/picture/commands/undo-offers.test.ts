import { describe, expect, it } from 'vitest';
import { BulkCommands } from '../../../../../main/desktop/picture/commands/bulk-commands.ts';
import { UndoOffers } from '../../../../../main/desktop/picture/commands/undo-offers.ts';
import { useTestQueue } from '../../../store/operations-fixture.ts';
import { newBatch, newFiles } from '../../../store/sample-rows.ts';

const queue = useTestQueue();

function open(startedAt = 1000) {
  let timers: { readonly at: number; readonly work: () => void }[] = [];
  let now = 0;
  const { operations } = queue;
  const bins = {
    putAside: (...command: Parameters<typeof operations.putAside>) =>
      Promise.resolve(operations.putAside(...command)),
    moveFirst: (...command: Parameters<typeof operations.moveFirst>) =>
      Promise.resolve(operations.moveFirst(...command)),
    bringBack: (bin: number) => Promise.resolve(operations.bringBack(bin)),
    emptyBins: (kept: readonly number[]) => Promise.resolve(operations.emptyBins(kept)),
  };
  const bulk = new BulkCommands({
    engine: () => Promise.reject(new Error('unused')),
    queries: () => Promise.reject(new Error('unused')),
    bins: () => Promise.resolve(bins),
    journal: { write: () => Promise.resolve() },
    now: () => now,
    changed: () => undefined,
    showWorking: () => undefined,
    picturesMade: () => Promise.resolve(),
    wait: () => Promise.resolve(),
  });
  const offers = new UndoOffers({
    bins: () => Promise.resolve(bins),
    bulk,
    now: () => startedAt,
    after: (milliseconds, work) => {
      const timer = { at: now + milliseconds, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    changed: () => undefined,
  });
  return {
    ...{ offers, bulk, bins },
    remove: () => offers.offer((bin) => bins.putAside({ all: true }, bin)),
    pass: async (milliseconds: number): Promise<void> => {
      now += milliseconds;
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers = timers.filter((other) => other !== timer);
        timer.work();
      }
      for (let turn = 0; turn < 20; turn += 1)
        await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function addEnded(count = 3): void {
  const state = { name: 'skipped', reason: 'identical' } as const;
  queue.add(newFiles(count, { state }), newBatch({ roots: [] }));
}

function rows(table: string): unknown {
  return queue.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
}

describe('a removal', () => {
  it('can be undone, once', async () => {
    addEnded();
    const { offers, bulk, remove } = open();
    const { files, undo = 0 } = await remove();
    expect([files, rows('transfers')]).toEqual([3, 0]);
    expect(await offers.undo(undo)).toBe(true);
    await bulk.settled();
    expect(rows('transfers')).toBe(3);
    expect(await offers.undo(undo)).toBe(false);
  });

  it('is final after its time', async () => {
    addEnded();
    const { offers, remove, pass } = open();
    const { undo = 0 } = await remove();
    await pass(29_000);
    expect(rows('binned_transfers')).toBe(3);
    await pass(1000);
    expect([rows('binned_transfers'), await offers.undo(undo)]).toEqual([0, false]);
  });

  it('of nothing offers no undo', async () => {
    expect(await open().remove()).toEqual({ files: 0 });
  });

  it('of an earlier start is final, and no later one', async () => {
    addEnded(2);
    await open(500).remove();
    const next = open();
    addEnded(1);
    const { undo = 0 } = await next.remove();
    next.offers.start();
    await next.pass(0);
    expect(rows('binned_transfers')).toBe(1);
    expect(await next.offers.undo(undo)).toBe(true);
    await next.bulk.settled();
    expect(rows('transfers')).toBe(1);
  });
});

describe('an answer that skips files', () => {
  it('is given when it can no longer be undone', async () => {
    const { offers, pass } = open();
    let given = 0;
    offers.hold(4, 12, () => Promise.resolve((given += 1)));
    expect([...offers.answered]).toEqual([4]);
    await pass(10_000);
    expect(given).toBe(0);
    await pass(1000);
    expect([given, offers.answered.size]).toEqual([1, 0]);
  });

  it('is never given after its undo', async () => {
    const { offers, pass } = open();
    const { files, undo = 0 } = offers.hold(4, 12, () => Promise.reject(new Error('given')));
    expect([files, await offers.undo(undo), offers.answered.size]).toEqual([12, true, 0]);
    await pass(60_000);
    expect(await offers.undo(undo)).toBe(false);
  });
});
