import { describe, expect, it, vi } from 'vitest';
import { previewConflicts } from '../../../../main/desktop/calls/batch-handlers.ts';
import type { TransferQueries } from '../../../../main/engine/ports/transfer-queries.ts';
import { useTestQueue } from '../../store/operations-fixture.ts';
import { newFile, newFiles } from '../../store/sample-rows.ts';

vi.mock('electron', () => ({}));

const queue = useTestQueue();
const queries: Pick<TransferQueries, 'page'> = {
  page: (...asked) => Promise.resolve(queue.operations.page(...asked)),
};
const identical = { state: { name: 'skipped', reason: 'identical' } } as const;

/** A batch of which so many files wait for an answer. */
function batchWith(conflicts: number, place: string): void {
  const differing = newFiles(conflicts).map((file) => ({ ...file, key: `${place}/${file.key}` }));
  for (const id of queue.add([
    ...differing,
    newFile('same', { key: `${place}/same`, ...identical }),
    newFile('equal', { key: `${place}/equal`, ...identical }),
    newFile('there', { key: `${place}/there`, state: { name: 'skipped', reason: 'exists' } }),
    newFile('away', { key: `${place}/away` }),
  ])) {
    const row = queue.operations.transfers([id])[0];
    const why = row?.relativePath === 'pictures/away' ? 'source-unavailable' : 'conflict';
    queue.operations.apply(id, { type: 'wait', why });
  }
}

describe('the preview of a question', () => {
  it('counts what it is about, and what was passed over, in this batch alone', async () => {
    batchWith(3, 'one');
    batchWith(5, 'two');
    const verdicts = [false, undefined, true];
    const preview = await previewConflicts(queries, 1, ({ id }) => {
      const verdict = verdicts[id - 1];
      return Promise.resolve({
        localModified: 1,
        ...(verdict !== undefined && { identical: verdict }),
      });
    });
    expect(preview).toMatchObject({
      total: 3,
      passedOver: 2,
      compared: 3,
      identical: 1,
      differ: 1,
      unknown: 1,
    });
    expect(preview.examples.map(({ relativePath }) => relativePath)).toEqual([
      'pictures/file-0.jpg',
      'pictures/file-1.jpg',
      'pictures/file-2.jpg',
    ]);
  });

  it('compares a sample of many, and says how large it was', async () => {
    batchWith(230, 'one');
    const differs = () => Promise.resolve({ localModified: 1, identical: false });
    const preview = await previewConflicts(queries, 1, differs);
    expect(preview).toMatchObject({ total: 230, compared: 100, differ: 100, unknown: 0 });
    expect(preview.examples).toHaveLength(20);
  });
});
