import type { StoreContext } from './store-context.ts';

/** Removes those of these batches that are scanned and have no rows left. */
export function removeEmptyBatches(context: StoreContext, ids: Iterable<number>): void {
  for (const id of ids) {
    context.run(
      `DELETE FROM batches WHERE id = ? AND scan = 'complete' AND NOT EXISTS (
        SELECT 1 FROM transfers INDEXED BY transfers_by_source WHERE batch_id = batches.id)`,
      id,
    );
  }
}
