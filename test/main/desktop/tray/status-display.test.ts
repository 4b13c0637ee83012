import { expect, it, vi } from 'vitest';
import { displayStatus } from '../../../../main/desktop/tray/status-display.ts';
import { createFakeEngine } from '../../../helpers/doubles/fake-engine.ts';
import { createFakeQueue } from '../../../helpers/doubles/fake-queue.ts';

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
