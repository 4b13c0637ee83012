import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type AcceptedCommand,
  type BulkAction,
  BulkCommands,
} from '../../../../../main/desktop/picture/commands/bulk-commands.ts';
import { openCommandJournal } from '../../../../../main/desktop/picture/commands/command-journal.ts';
import { runCommand } from '../../../../../main/desktop/picture/commands/run-command.ts';
import type { TransferSelection } from '../../../../../main/engine/ports/row-selection.ts';
import { present, useTestQueue } from '../../../store/operations-fixture.ts';
import { newBatch, newFiles } from '../../../store/sample-rows.ts';

const queue = useTestQueue();
const many = 12_000;

/** Bulk commands on the test's queue. The engine is the store, without anything that runs. */
function openBulk(change: { readonly refuse?: () => boolean } = {}) {
  const written: (readonly AcceptedCommand[])[] = [];
  const portions: [BulkAction, number][] = [];
  const holds: string[] = [];
  const apply = (what: BulkAction) => (selection: TransferSelection) => {
    if (change.refuse?.() === true) return Promise.reject(new Error('The disk is full'));
    portions.push([what, 'ids' in selection ? selection.ids.length : 0]);
    return Promise.resolve(
      what === 'remove'
        ? queue.operations.remove(selection)
        : queue.operations.applyToAll(selection, { type: what }),
    );
  };
  const engine = {
    pause: apply('pause'),
    resume: apply('resume'),
    retry: apply('retry'),
    cancel: apply('cancel'),
    remove: apply('remove'),
    hold: (key: string, type: string) => {
      holds.push(`${type} ${key}`);
      return Promise.resolve();
    },
    release: (key: string) => {
      holds.push(`release ${key}`);
    },
  };
  const bins = {
    putAside: (...command: Parameters<typeof queue.operations.putAside>) => {
      const [selection] = command;
      portions.push(['remove', 'ids' in selection ? selection.ids.length : 0]);
      return Promise.resolve(queue.operations.putAside(...command));
    },
    bringBack: (bin: number) => Promise.resolve(queue.operations.bringBack(bin)),
  };
  const progress: number[] = [];
  const pictures: { made: Promise<unknown> } = { made: Promise.resolve() };
  const bulk: BulkCommands = new BulkCommands({
    engine: () => Promise.resolve(engine),
    queries: () =>
      Promise.resolve({
        selectedIds: (portion) => Promise.resolve(queue.operations.selectedIds(portion)),
      }),
    bins: () => Promise.resolve(bins),
    journal: {
      write: (commands) => {
        written.push(commands);
        return Promise.resolve();
      },
    },
    now: () => queue.context.now,
    changed: () => void progress.push(bulk.working[0]?.done ?? -1),
    showWorking: () => undefined,
    picturesMade: () => pictures.made,
    wait: () => Promise.resolve(),
  });
  return { bulk, written, portions, holds, progress, pictures, engine, bins };
}

function add(count: number): number[] {
  return queue.add(newFiles(count), newBatch({ roots: [] }));
}

function files(): Record<string, number> {
  const { states } = queue.operations.counters();
  return Object.fromEntries(
    Object.entries(states).flatMap(([name, tally]) =>
      tally.files === 0 ? [] : [[name, tally.files]],
    ),
  );
}

describe('a command on many files', () => {
  it('is written down first, and carried out in portions behind the answer', async () => {
    add(many);
    const { bulk, written, portions, holds, progress } = openBulk();
    await bulk.accept('pause', { batchId: 1 }, many);
    expect(written[0]).toMatchObject([{ what: 'pause', selection: { batchId: 1 }, total: many }]);
    expect(bulk.working).toMatchObject([{ what: 'pause', total: many }]);
    await bulk.settled();
    expect([holds[0], holds.at(-1)]).toEqual(['pause command 1', 'release command 1']);
    expect(files()).toEqual({ paused: many });
    expect(portions).toEqual(Array.from({ length: 24 }, () => ['pause', 500]));
    const steps = Array.from({ length: 25 }, (_, portion) => portion * 500);
    expect(progress).toEqual([...steps, -1]);
    expect([bulk.working, written.at(-1)]).toEqual([[], []]);
  });

  it('begins no portion while a picture is made', async () => {
    add(many);
    const { bulk, portions, pictures } = openBulk();
    const { promise, resolve } = Promise.withResolvers<void>();
    pictures.made = promise;
    await bulk.accept('pause', { batchId: 1 }, many);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
    expect(portions).toEqual([]);
    resolve();
    await bulk.settled();
    expect(files()).toEqual({ paused: many });
  });

  it('leaves out exceptions, other uploads, and files that the command does not change', async () => {
    const ids = add(many);
    queue.add(newFiles(3, { relativePath: 'x' }).slice(0, 1), newBatch({ roots: [] }));
    const [one = 0, ...rest] = ids;
    queue.operations.claim('small', 1, []);
    queue.operations.apply(one, { type: 'finish', verified: 'crc64' });
    const { bulk } = openBulk();
    const without = { files: rest.slice(0, 10), folders: [] };
    await bulk.accept('cancel', { filter: { batchId: 1, without } }, many);
    await bulk.settled();
    const { states } = queue.operations.counters(1);
    expect([states.done.files, states.queued.files, states.cancelled.files]).toEqual([
      1,
      10,
      many - 11,
    ]);
    expect(queue.operations.counters(2).states.cancelled.files).toBe(0);
  });

  it('is followed by the next one, in the order in which they were given', async () => {
    add(many);
    const { bulk } = openBulk();
    await bulk.accept('pause', { all: true }, many);
    await bulk.accept('resume', { all: true }, many);
    expect(bulk.working.map(({ what }) => what)).toEqual(['pause', 'resume']);
    await bulk.settled();
    expect(files()).toEqual({ queued: many });
  });

  it('does not touch what failed or ended after it was given', async () => {
    const [one = 0, two = 0] = add(2);
    queue.operations.claim('small', 2, []);
    queue.operations.apply(one, { type: 'fail', error: { code: 'access-denied' } });
    queue.context.now = 2000;
    const { bulk } = openBulk();
    const accepted = bulk.accept('remove', { all: true }, 1);
    queue.context.now = 3000;
    queue.operations.apply(two, { type: 'fail', error: { code: 'access-denied' } });
    await accepted;
    await bulk.settled();
    expect(files()).toEqual({ failed: 1 });
  });

  it('tries a portion again that was refused', async () => {
    add(many);
    let refusals = 3;
    const { bulk } = openBulk({ refuse: () => (refusals -= 1) >= 0 });
    await bulk.accept('pause', { all: true }, many);
    await bulk.settled();
    expect(files()).toEqual({ paused: many });
  });
});

describe('the undo of a removal of many files', () => {
  const bin = 9;

  /** Files that are skipped, so that they can be removed. */
  function addEnded(): void {
    const state = { name: 'skipped', reason: 'identical' } as const;
    queue.add(newFiles(many, { state }), newBatch({ roots: [] }));
  }

  it('brings all of them back in portions', async () => {
    addEnded();
    const { bulk, written } = openBulk();
    await bulk.accept('remove', { batchId: 1 }, many, bin);
    expect(bulk.bins).toEqual([bin]);
    await bulk.settled();
    expect(files()).toEqual({});
    await bulk.undo(bin, many);
    expect(written.at(-1)).toMatchObject([{ what: 'undo', bin, total: many }]);
    expect(bulk.working).toMatchObject([{ what: 'undo', total: many }]);
    await bulk.settled();
    expect(files()).toEqual({ skipped: many });
    expect(bulk.bins).toEqual([]);
  });

  it('gives up the rest of the removal', async () => {
    addEnded();
    const { bulk, portions } = openBulk();
    await bulk.accept('remove', { batchId: 1 }, many, bin);
    await bulk.undo(bin, many);
    await bulk.settled();
    expect(portions.length).toBeLessThan(6);
    expect(files()).toEqual({ skipped: many });
  });

  it('goes on after a crash', async () => {
    addEnded();
    const before = openBulk();
    await before.bulk.accept('remove', { batchId: 1 }, many, bin);
    await before.bulk.settled();
    await before.bulk.undo(bin, many);
    before.bulk.stop();
    await before.bulk.settled();
    const journal = path.join(mkdtempSync(path.join(tmpdir(), 'ferry-commands-')), 'c.json');
    await openCommandJournal(journal).write(present(before.written.at(-1)));
    const next = openBulk();
    next.bulk.resume(openCommandJournal(journal).left);
    await next.bulk.settled();
    expect(files()).toEqual({ skipped: many });
    rmSync(path.dirname(journal), { recursive: true });
  });
});

describe('a crash in the middle of a command', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-commands-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('leaves the rest to the next start', async () => {
    add(many);
    const journalFile = path.join(folder, 'commands.json');
    const before = openBulk();
    await before.bulk.accept('cancel', { batchId: 1 }, many);
    before.bulk.stop();
    await before.bulk.settled();
    const [left = []] = before.written;
    expect(files()).not.toEqual({ cancelled: many });
    await openCommandJournal(journalFile).write(left);

    const next = openBulk();
    next.bulk.resume(openCommandJournal(journalFile).left);
    expect(next.bulk.working).toMatchObject([{ what: 'cancel', total: many }]);
    await next.bulk.settled();
    expect(files()).toEqual({ cancelled: many });
  });

  it('a damaged or missing journal holds no command', () => {
    const damaged = path.join(mkdtempSync(path.join(tmpdir(), 'ferry-commands-')), 'c.json');
    writeFileSync(damaged, '[{"what":"format-disk"}, 7, {"what":"pause"');
    expect(openCommandJournal(damaged).left).toEqual([]);
    writeFileSync(damaged, '[{"what":"format-disk"}, 7, null]');
    expect(openCommandJournal(damaged).left).toEqual([]);
    expect(openCommandJournal(`${damaged}.none`).left).toEqual([]);
  });
});

describe('a command of the window', () => {
  const world = (total: number, bulk: ReturnType<typeof openBulk>, isScanning = false) => ({
    engine: bulk.engine,
    bulk: bulk.bulk,
    bins: bulk.bins,
    queries: {
      unfinishedCounts: () =>
        Promise.resolve(
          queue.operations.unfinishedCounts().map((counts) => ({ ...counts, isScanning })),
        ),
    },
    total: () => Promise.resolve(total),
    wait: () => new Promise<void>(() => undefined),
  });

  it('on few files is done when it is answered', async () => {
    add(3);
    const bulk = openBulk();
    expect(await runCommand('pause', { all: true }, world(3, bulk))).toBe(3);
    expect([files(), bulk.written]).toEqual([{ paused: 3 }, []]);
  });

  it('on many files is answered before it is done', async () => {
    add(many);
    const bulk = openBulk();
    expect(await runCommand('pause', { all: true }, world(many, bulk))).toBe(many);
    expect(bulk.bulk.working).toHaveLength(1);
    await bulk.bulk.settled();
    expect(files()).toEqual({ paused: many });
  });

  it('is shown before the store has said whether a scan runs', async () => {
    add(many);
    const { bulk, ...rest } = openBulk();
    const answer = Promise.withResolvers<readonly never[]>();
    const busy = { unfinishedCounts: () => answer.promise };
    const done = runCommand(
      'pause',
      { all: true },
      { ...world(many, { bulk, ...rest }), queries: busy },
    );
    await expect.poll(() => bulk.working).toMatchObject([{ what: 'pause', done: 0, total: many }]);
    expect(rest.written).toEqual([]);
    answer.resolve([]);
    expect(await done).toBe(many);
    expect(bulk.working).toHaveLength(1);
    await bulk.settled();
    expect([files(), bulk.working]).toEqual([{ paused: many }, []]);
  });

  it('is no longer shown when the store fails', async () => {
    add(many);
    const opened = openBulk();
    const broken = { unfinishedCounts: () => Promise.reject(new Error('The queue is closed')) };
    const command = runCommand('pause', { all: true }, { ...world(many, opened), queries: broken });
    await expect(command).rejects.toThrow('The queue is closed');
    expect(opened.bulk.working).toEqual([]);
  });

  it('on few files waits its turn behind a command on many', async () => {
    const ids = add(many);
    const bulk = openBulk();
    await runCommand('pause', { all: true }, world(many, bulk));
    const few = { ids: ids.slice(0, 2) };
    expect(await runCommand('resume', few, world(2, bulk))).toBe(2);
    await bulk.bulk.settled();
    expect(files()).toEqual({ paused: many - 2, queued: 2 });
  });

  it('is answered in time when the engine takes long', async () => {
    add(3);
    const bulk = openBulk();
    const slow = { ...bulk.engine, pause: () => new Promise<number>(() => undefined) };
    const soon = { ...world(3, bulk), engine: slow, wait: () => Promise.resolve() };
    expect(await runCommand('pause', { all: true }, soon)).toBe(3);
  });

  it('reaches a running scan as one command', async () => {
    add(many);
    const bulk = openBulk();
    await runCommand('cancel', { batchId: 1 }, world(many, bulk, true));
    expect([bulk.portions, bulk.written]).toEqual([[['cancel', 0]], []]);
    await expect.poll(() => bulk.bulk.working).toEqual([]);
  });
});
