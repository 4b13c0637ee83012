import { describe, expect, it } from 'vitest';
import { conflictCounts } from '../../../renderer/model/conflict-counts.ts';
import type { ConflictPreview } from '../../../shared/ipc/views.ts';

function counts(preview: Partial<ConflictPreview>) {
  const none = { total: 0, passedOver: 0, compared: 0, identical: 0, differ: 0, unknown: 0 };
  return conflictCounts({ ...none, examples: [], ...preview });
}

describe('what is said of files that exist already', () => {
  it('adds what was passed over to what is asked about', () => {
    expect(counts({ total: 12, passedOver: 30, compared: 12, differ: 11, unknown: 1 })).toEqual({
      all: { key: 'conflict.exist', files: 42 },
      parts: [
        { key: 'conflict.passedOver', files: 30 },
        { key: 'conflict.differ', files: 11 },
        { key: 'conflict.notComparable', files: 1 },
      ],
    });
  });

  it('leaves out counts of zero', () => {
    expect(counts({ total: 2, compared: 2, identical: 1, unknown: 1 }).parts).toEqual([
      { key: 'conflict.areIdentical', files: 1 },
      { key: 'conflict.notComparable', files: 1 },
    ]);
    expect(counts({ total: 2, compared: 2, differ: 2 })).toEqual({
      all: { key: 'conflict.allDiffer', files: 2 },
      parts: [],
    });
  });

  it('does not take a sample for the whole', () => {
    expect(counts({ total: 4200, passedOver: 30, compared: 100, differ: 100 })).toEqual({
      all: { key: 'conflict.exist', files: 4230 },
      parts: [
        { key: 'conflict.passedOver', files: 30 },
        { key: 'conflict.wait', files: 4200 },
      ],
      sample: { compared: 100, parts: [{ key: 'conflict.differ', files: 100 }] },
    });
  });
});
