import type { BatchView } from '../../shared/ipc/views.ts';
import { hasUnfinished } from './table-views.ts';

export type BatchNews =
  | { readonly kind: 'started'; readonly id: number; readonly name: string }
  | { readonly kind: 'done'; readonly id: number; readonly name: string; readonly files: number }
  | { readonly kind: 'failed'; readonly id: number; readonly name: string; readonly files: number };

/** The changes of the batches between two reads. */
export function batchNews(
  before: readonly BatchView[],
  now: readonly BatchView[],
): readonly BatchNews[] {
  const known = new Map(before.map((batch) => [batch.id, batch]));
  const newest = Math.max(0, ...known.keys());
  return now.flatMap((batch): readonly BatchNews[] => {
    const { id, name } = batch;
    const old = known.get(id);
    // An older batch that moved up, because others left the list, is not new.
    if (old === undefined && id < newest) return [];
    const started: readonly BatchNews[] = old === undefined ? [{ kind: 'started', id, name }] : [];
    const wasOpen = old === undefined || isOpen(old);
    if (!wasOpen || isOpen(batch)) return started;
    const { failed, done } = batch.counters.states;
    if (failed.files > 0) return [...started, { kind: 'failed', id, name, files: failed.files }];
    return [...started, { kind: 'done', id, name, files: done.files }];
  });
}

function isOpen(batch: BatchView): boolean {
  return batch.scan === 'scanning' || hasUnfinished(batch.counters);
}
