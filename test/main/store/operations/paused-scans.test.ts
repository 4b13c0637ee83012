import { describe, expect, it } from 'vitest';
import type { TransferSelection } from '../../../../main/engine/ports/row-selection.ts';
import { useTestQueue } from '../operations-fixture.ts';
import { newFile } from '../sample-rows.ts';

const queue = useTestQueue();
const root = '/data/me/pictures';

function statesOf(ids: readonly number[]): readonly string[] {
  return queue.operations.transfers(ids).map(({ state }) => state.name);
}

/** Pauses a batch of which one file was found so far, and finds another one. */
function pauseAndFind(selection: TransferSelection, resumed?: TransferSelection): string[] {
  queue.add([newFile('first')]);
  queue.operations.applyToAll(selection, { type: 'pause' });
  if (resumed !== undefined) queue.operations.applyToAll(resumed, { type: 'resume' });
  queue.operations.addTransfers(1, [newFile('second')]);
  return [...statesOf([1, 2])];
}

describe('row 63: a batch that is paused while it is scanned', () => {
  it.each<TransferSelection>([{ batchId: 1 }, { all: true }])(
    'keeps what is found later paused (%o)',
    (selection) => {
      expect(pauseAndFind(selection)).toEqual(['paused', 'paused']);
    },
  );

  it('leaves a row alone that was resumed by itself', () => {
    expect(pauseAndFind({ batchId: 1 }, { ids: [1] })).toEqual(['queued', 'paused']);
  });

  it.each<TransferSelection>([{ batchId: 1 }, { all: true }])(
    'goes on as a whole when it is resumed as a whole (%o)',
    (resumed) => {
      expect(pauseAndFind({ batchId: 1 }, resumed)).toEqual(['queued', 'queued']);
    },
  );

  it('is another matter than a row that is paused by itself', () => {
    expect(pauseAndFind({ ids: [1] })).toEqual(['paused', 'queued']);
  });

  it('does not pause what a retry finds after its scan', () => {
    queue.add([newFile('first')]);
    queue.operations.applyToAll({ batchId: 1 }, { type: 'pause' });
    queue.operations.finishRoot(1, root);
    queue.operations.addTransfers(1, [newFile('second')]);
    expect(statesOf([1, 2])).toEqual(['paused', 'queued']);
  });

  it('keeps a file that is skipped or failed as it is', () => {
    queue.add([newFile('first')]);
    queue.operations.applyToAll({ batchId: 1 }, { type: 'pause' });
    const state = { name: 'skipped', reason: 'symbolic-link' } as const;
    queue.operations.addTransfers(1, [newFile('link', { state })]);
    expect(statesOf([2])).toEqual(['skipped']);
  });
});
