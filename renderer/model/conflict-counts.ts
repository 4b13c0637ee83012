import type { ConflictPreview } from '../../shared/ipc/views.ts';
import type { MessageKey } from '../locales/messages.ts';

/** A message with a count, and its number. */
export interface Counted {
  readonly key: MessageKey;
  readonly files: number;
}

/** The messages about the files that already exist. */
export interface ConflictCounts {
  /** The message about all files. `parts` follow as a list, if there are any. */
  readonly all: Counted;
  readonly parts: readonly Counted[];
  /** The message about the compared files, when there were too many to compare all. */
  readonly sample?: { readonly compared: number; readonly parts: readonly Counted[] };
}

/**
 * "42 exist: 30 identical, 12 differ". Skipped files count too: they explain why Ferry asks about
 * fewer files than exist.
 */
export function conflictCounts(preview: ConflictPreview): ConflictCounts {
  const { total, passedOver, compared, identical, differ, unknown } = preview;
  const exist = total + passedOver;
  const found = some([
    { key: 'conflict.areIdentical', files: identical },
    { key: 'conflict.differ', files: differ },
    { key: 'conflict.notComparable', files: unknown },
  ]);
  if (differ === exist) return { all: { key: 'conflict.allDiffer', files: exist }, parts: [] };
  const all: Counted = { key: 'conflict.exist', files: exist };
  const passed: Counted = { key: 'conflict.passedOver', files: passedOver };
  if (compared === total) return { all, parts: some([passed, ...found]) };
  const parts = some([passed, { key: 'conflict.wait', files: total }]);
  return { all, parts, sample: { compared, parts: found } };
}

function some(parts: readonly Counted[]): readonly Counted[] {
  return parts.filter(({ files }) => files > 0);
}
