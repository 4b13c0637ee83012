import { statesOfFilter } from '../../../shared/ipc/picture-question.ts';
import type { StateName } from '../../../shared/transfer-state.ts';
import type { ShownLine, TreeQuery } from '../../engine/ports/picture-queries.ts';
import { sqlList, type StoreContext } from './store-context.ts';

/** A file that the user sees. */
interface KeptFile {
  readonly id: number;
  readonly folderId: number;
  /** The filter matches it. */
  readonly fits: boolean;
}

/** What stays in the tree although it left the filter, and what keeps its neighbours. */
export interface KeptLines {
  /** Ids of files that left the filter, by folder, ascending. */
  readonly left: ReadonlyMap<number, readonly number[]>;
  readonly folders: ReadonlySet<number>;
  /** The lines of the last answer that still exist, from the top down. */
  readonly shown: readonly ShownLine[];
  /** The files among them, by id. */
  readonly shownFiles: ReadonlyMap<number, KeptFile>;
  readonly isTop: boolean;
}

const findFiles = (states: readonly StateName[]): string => `
  SELECT t.id, t.folder_id AS folderId, t.state IN (${sqlList(states)}) AS fits
    FROM json_each(?) AS wanted CROSS JOIN transfers AS t ON t.id = wanted.value
    WHERE t.batch_id = ? AND t.folder_id IS NOT NULL
    ORDER BY t.id`;

/** Finds where the kept files are, and which of them left the filter. */
export function readKeptLines(
  context: StoreContext,
  { batchId, filter, kept = { files: [], folders: [], shown: [], isTop: false } }: TreeQuery,
): KeptLines {
  const { files, folders, shown, isTop } = kept;
  const ids = new Set([
    ...files,
    ...shown.flatMap((line) => (line.kind === 'file' ? line.id : [])),
  ]);
  const sql = findFiles(statesOfFilter[filter]);
  const found =
    ids.size === 0
      ? []
      : context
          .rows<{ id: number; folderId: number; fits: number }>(
            sql,
            JSON.stringify([...ids]),
            batchId,
          )
          .map((row): KeptFile => ({ ...row, fits: row.fits === 1 }));
  const byId = new Map(found.map((file) => [file.id, file]));
  const left = Map.groupBy(
    found.filter(({ fits }) => !fits),
    ({ folderId }) => folderId,
  );
  return {
    left: new Map([...left].map(([id, rows]) => [id, rows.map((row) => row.id)])),
    folders: new Set(folders),
    shown: shown.filter((line) => line.kind === 'folder' || byId.has(line.id)),
    shownFiles: byId,
    isTop,
  };
}
