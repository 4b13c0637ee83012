import type { ConflictPreview } from '../../shared/ipc/views.ts';
import type { MessageKey } from '../locales/messages.ts';

/** A message that counts, with its number. */
export interface Counted {
  readonly key: MessageKey;
  readonly files: number;
}

/** What is known of the files that exist already. */
export interface ConflictCounts {
  /** About all of them. Followed by `parts`, if there are any, as a list. */
  readonly all: Counted;
  readonly parts: readonly Counted[];
  /** About those that were compared, when they were too many to compare them all. */
  readonly sample?: { readonly compared: number; readonly parts: readonly Counted[] };
}

/**
 * "42 exist: 30 identical, 12 differ". What was passed over counts too: it is why fewer files are
 * asked about than exist.
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
