import { expect, it, vi, beforeEach } from 'vitest';
import { displayStatus, EndedUploads } from '../../../../main/desktop/tray/status-display.ts';
import type { PictureQueries } from '../../../../main/engine/ports/picture-queries.ts';
import { createFakeEngine } from '../../../helpers/doubles/fake-engine.ts';
import { createFakeQueue } from '../../../helpers/doubles/fake-queue.ts';
import { useTestQueue } from '../../store/operations-fixture.ts';
import { newBatch, newFile, newFiles } from '../../store/sample-rows.ts';

vi.mock('electron', () => ({}));

type Options = Parameters<typeof displayStatus>[0];

/** The queries of a queue without uploads. */
const noUploads: Options['pictures'] = {
  uploadMark: () => Promise.resolve({ uploads: 0, newest: 0 }),
  uploadList: () => Promise.resolve({ ids: [], addedAt: [], unfinished: [] }),
  uploadFacts: () => Promise.resolve([]),
  uploadOrder: () => Promise.resolve(undefined),
  sumCounters: () => Promise.reject(new Error('unused')),
  countTree: () => Promise.reject(new Error('unused')),
  countSkips: () => Promise.reject(new Error('unused')),
  unfinishedCounts: () => Promise.resolve([]),
  selectedIds: () => Promise.reject(new Error('unused')),
  batchCauses: () => Promise.resolve([]),
  tree: () => Promise.reject(new Error('unused')),
  sortIntoFolders: () => Promise.resolve(undefined),
  findUploads: () => Promise.reject(new Error('unused')),
  findFiles: () => Promise.reject(new Error('unused')),
};

it('row 62: notifies once that the engine failed, and again when it fails once more', async () => {
  const engine = createFakeEngine(createFakeQueue());
  const shown: string[] = [];
  let notified = 0;
  await displayStatus({
    engine,
    pictures: noUploads,
    tray: { update: (update) => shown.push(update.engine.name), destroy: () => undefined },
    notifier: {
      engineStopped: () => (notified += 1),
      batchEnded: () => undefined,
      signIn: () => undefined,
      stillRunning: () => undefined,
      nothingToPaste: () => undefined,
    },
    ownWindow: () => undefined,
    copyLinks: () => Promise.resolve(false),
  } satisfies Options);
  const failed = { name: 'failed', error: { code: 'database-failed' } } as const;
  await engine.announce({ engine: failed });
  await engine.announce({ engine: failed });
  expect([notified, shown.at(-1)]).toEqual([1, 'failed']);
  await engine.announce({ engine: { name: 'running' } });
  await engine.announce({ engine: failed });
  expect(notified).toBe(2);
});

const queue = useTestQueue();
let ends: EndedUploads;
let reads: string[] = [];

beforeEach(() => {
  reads = [];
  const operations = queue.operations as unknown as Readonly<
    Record<string, (...args: readonly unknown[]) => unknown>
  >;
  ends = new EndedUploads(
    new Proxy({} as PictureQueries, {
      get:
        (_target, name: string) =>
        (...args: readonly unknown[]) => {
          reads.push(`${name} ${JSON.stringify(args)}`);
          return Promise.resolve(operations[name]?.(...args));
        },
    }),
  );
});

function add(files = newFiles(2)): number[] {
  const ids = queue.add(files, newBatch({ name: 'photos' }));
  queue.operations.finishRoot(queue.operations.uploadMark().newest, '/data/me/pictures');
  return ids;
}

/** Runs a row, ends it, and says so as the engine does. */
function end(id: number, event: 'finish' | 'fail'): void {
  queue.database.prepare(`UPDATE transfers SET state = 'uploading' WHERE id = ?`).run(id);
  queue.operations.apply(
    id,
    event === 'finish'
      ? { type: 'finish', verified: 'crc64' }
      : { type: 'fail', error: { code: 'access-denied' } },
  );
  publish(id);
}

function publish(...ids: readonly number[]): void {
  ends.take({
    ...{
      revision: 1,
      engine: { name: 'running' },
      speed: 0,
      speeds: [],
      scanning: 0,
      conditions: [],
    },
    counters: queue.operations.counters(),
    changed: queue.operations.transfers(ids).map((row) => ({ ...row, bytesShown: 0, speed: 0 })),
    manyRows: ids.length === 0,
  });
}

it('reports an upload once, with what became of its files', async () => {
  const [one = 0, two = 0] = add();
  expect(await ends.check(0)).toEqual([]);
  end(one, 'finish');
  expect(await ends.check(1)).toEqual([]);
  end(two, 'fail');
  expect(await ends.check(2)).toMatchObject([
    { id: 1, name: 'photos', destination: { bucket: 'pictures' }, done: 1, failed: 1, bytes: 100 },
  ]);
  expect(await ends.check(3)).toEqual([]);
});

it('is silent about uploads that had ended before, and reports a retried one again', async () => {
  const [id = 0] = add([newFile('a')]);
  end(id, 'fail');
  expect(await ends.check(0)).toEqual([]);
  queue.operations.apply(id, { type: 'retry' });
  publish();
  expect(await ends.check(1)).toEqual([]);
  end(id, 'finish');
  expect(await ends.check(2)).toMatchObject([{ id: 1, done: 1 }]);
});

it('reports one that came and ended between two checks', async () => {
  expect(await ends.check(0)).toEqual([]);
  const [id = 0] = add([newFile('a')]);
  end(id, 'finish');
  publish();
  expect(await ends.check(1)).toMatchObject([{ id: 1, done: 1 }]);
});

it('reads nothing without an update, and only the uploads that an update names', async () => {
  add();
  const [other = 0] = add([newFile('b')]);
  await ends.check(0);
  reads = [];
  await ends.check(1);
  expect(reads).toEqual([]);
  queue.operations.claim('small', 9, []);
  publish(other);
  await ends.check(2);
  expect(reads).toContain('unfinishedCounts [[2]]');
  expect(reads.filter((read) => read.startsWith('uploadFacts'))).toEqual([]);
});
