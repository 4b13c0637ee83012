import { statesOfFilter } from '../../../shared/ipc/picture-question.ts';
import type { StateName } from '../../../shared/transfer-state.ts';
import type { TreeQuery } from '../../engine/ports/picture-queries.ts';
import { sqlList, type StoreContext } from './store-context.ts';

/** What stays in the tree although it left the filter. */
export interface KeptLines {
  /** Ids of files by folder, ascending. */
  readonly files: ReadonlyMap<number, readonly number[]>;
  readonly folders: ReadonlySet<number>;
}

/** The kept files that a filter with these states no longer matches. */
const findLeft = (states: readonly StateName[]): string => `
  SELECT t.id, t.folder_id AS folderId FROM json_each(?) AS wanted
      CROSS JOIN transfers AS t ON t.id = wanted.value
    WHERE t.batch_id = ? AND t.folder_id IS NOT NULL AND t.state NOT IN (${sqlList(states)})
    ORDER BY t.id`;

/** Finds which of the kept files left the filter: all others have their lines anyway. */
export function readKeptLines(
  context: StoreContext,
  { batchId, filter, kept = { files: [], folders: [] } }: TreeQuery,
): KeptLines {
  const sql = findLeft(statesOfFilter[filter]);
  const left =
    kept.files.length === 0
      ? []
      : context.rows<{ id: number; folderId: number }>(sql, JSON.stringify(kept.files), batchId);
  const byFolder = Map.groupBy(left, ({ folderId }) => folderId);
  return {
    files: new Map([...byFolder].map(([id, rows]) => [id, rows.map((row) => row.id)])),
    folders: new Set(kept.folders),
  };
}
