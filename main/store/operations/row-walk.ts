import type { SearchCursor } from '../../engine/ports/row-selection.ts';
import type { StoreContext } from './store-context.ts';

/** Rows that one call goes through: about 14 ms. Between two calls, other work of the store goes on. */
export const rowsAtOnce = 40_000;

/** Columns of the index `transfers_by_source`, which needs no look at the rows themselves. */
const place = '(source_path, source_kind, relative_path)';

const findEnd = `
  SELECT source_path AS path, source_kind AS kind, relative_path AS relativePath
    FROM transfers INDEXED BY transfers_by_source
    WHERE batch_id = ? AND ${place} > (?, ?, ?)
    ORDER BY source_path, source_kind, relative_path LIMIT 1 OFFSET ${rowsAtOnce - 1}`;

const isAfter = `batch_id = ? AND ${place} > (?, ?, ?)`;

/** The next rows of a batch by their sources, as a condition on the columns of `transfers`. */
export interface RowWalk {
  readonly where: string;
  readonly parameters: readonly unknown[];
  /** Where the next portion begins; absent when this is the last one. */
  readonly end: SearchCursor | undefined;
}

export function rowsAfter(context: StoreContext, batchId: number, after: SearchCursor): RowWalk {
  const parameters = [batchId, after.path, after.kind, after.relativePath];
  const end = context.row(findEnd, ...parameters) as SearchCursor | undefined;
  if (end === undefined) return { where: isAfter, parameters, end };
  return {
    where: `${isAfter} AND ${place} <= (?, ?, ?)`,
    parameters: [...parameters, end.path, end.kind, end.relativePath],
    end,
  };
}
