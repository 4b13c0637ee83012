import { expect, it } from 'vitest';
import { BatchWatch } from '../../../../main/desktop/tray/batch-watch.ts';
import { sampleBatch, sampleCounters } from '../sample-transfers.ts';

const some = { files: 2, bytes: 100 };
const scanning = sampleBatch({ scan: 'scanning' });
const over = sampleBatch({
  counters: sampleCounters({ done: some, failed: { files: 1, bytes: 5 }, skipped: some }),
});
const ended = { id: 1, name: 'photos', done: 2, failed: 1, bytes: 100 };

/** What is told after each look at the one batch. */
function told(looks: readonly (typeof over)[]) {
  const watch = new BatchWatch();
  return looks.map((batch) => watch.look([batch]));
}

it('tells once that a batch has ended', () => {
  expect(told([scanning, over, over])).toEqual([[], [ended], []]);
});

it('does not tell of one that had ended before', () => {
  expect(told([over, over])).toEqual([[], []]);
});

it.each(['queued', 'uploading', 'verifying', 'waiting', 'paused'] as const)(
  'tells again after a retry, not while something is %s',
  (state) => {
    const alive = sampleBatch({ counters: sampleCounters({ [state]: some, done: some }) });
    expect(told([alive, over, alive, alive, over])).toEqual([[], [ended], [], [], [ended]]);
  },
);

it('watches each batch by itself', () => {
  const watch = new BatchWatch();
  watch.look([scanning, { ...scanning, id: 2 }]);
  expect(watch.look([{ ...over, id: 2 }, scanning]).map(({ id }) => id)).toEqual([2]);
});

it('tells of one that came and ended between two looks', () => {
  const watch = new BatchWatch();
  expect(watch.look([])).toEqual([]);
  expect(watch.look([over])).toEqual([ended]);
  expect(watch.look([over])).toEqual([]);
  expect(watch.look([{ ...over, id: 2 }, over]).map(({ id }) => id)).toEqual([2]);
});
