import { type FileFilter, statesOfFilter } from '../../../shared/ipc/picture-question.ts';
import type { SearchCursor } from '../../engine/ports/picture-queries.ts';
import type { StoreOperations } from '../store-calls.ts';
import { fromStart } from './folders.ts';
import { searchPattern } from './selection.ts';
import { sqlList, type StoreContext } from './store-context.ts';

/** Rows that one call goes through: about 10 ms. */
const rowsAtOnce = 20_000;

/**
 * The last of the next rows of a batch; the search covers the rows up to it. All columns are in the
 * index.
 */
const findEnd = `
  SELECT source_path AS path, source_kind AS kind, relative_path AS relativePath
    FROM transfers INDEXED BY transfers_by_source
    WHERE batch_id = ? AND (source_path, source_kind, relative_path) > (?, ?, ?)
    ORDER BY source_path, source_kind, relative_path LIMIT 1 OFFSET ${rowsAtOnce - 1}`;

const isBetween = `
  batch_id = ? AND (source_path, source_kind, relative_path) > (?, ?, ?)
    AND (source_path, source_kind, relative_path) <= (?, ?, ?)`;
const isAfter = 'batch_id = ? AND (source_path, source_kind, relative_path) > (?, ?, ?)';
const matches = String.raw`(? || relative_path) LIKE ? ESCAPE '\'`;

export function fileSearchOperations(
  context: StoreContext,
): Pick<StoreOperations, 'findUploads' | 'findFiles'> {
  const find = (
    batchId: number,
    search: string,
    after: SearchCursor,
    filter: { readonly sql: string; readonly limit: number },
  ): { readonly ids: readonly number[]; readonly end: SearchCursor | undefined } => {
    const prefix = context.value('SELECT prefix FROM batches WHERE id = ?', batchId) ?? '';
    const from = [batchId, after.path, after.kind, after.relativePath];
    const end = context.row(findEnd, ...from) as SearchCursor | undefined;
    const where = end === undefined ? isAfter : isBetween;
    const to = end === undefined ? [] : [end.path, end.kind, end.relativePath];
    const ids = context.values<number>(
      `SELECT id FROM transfers INDEXED BY transfers_by_source
        WHERE ${where} AND ${matches}${filter.sql} LIMIT ?`,
      ...[...from, ...to, prefix, searchPattern(search), filter.limit],
    );
    return { ids, end };
  };

  const rowsOf = (batchId: number): number =>
    context.number('SELECT sum(files) FROM counters WHERE batch_id = ?', batchId) ?? 0;

  return {
    findUploads: (ids, search, after) => {
      const found: number[] = [];
      let budget = rowsAtOnce;
      let from = after;
      for (const [searched, id] of ids.entries()) {
        if (budget <= 0) return { found, searched };
        const { ids: hits, end } = find(id, search, from ?? fromStart, { sql: '', limit: 1 });
        from = undefined;
        budget -= Math.min(rowsOf(id), rowsAtOnce) + 10;
        if (hits.length > 0) found.push(id);
        else if (end !== undefined) return { found, searched, after: end };
      }
      return { found, searched: ids.length };
    },

    findFiles: (batchId, filter: FileFilter, search, after = fromStart) => {
      const inStates = filter === 'all' ? '' : ` AND state IN (${sqlList(statesOfFilter[filter])})`;
      const { ids, end } = find(batchId, search, after, { sql: inStates, limit: rowsAtOnce });
      return { found: ids, ...(end === undefined ? {} : { after: end }) };
    },
  };
}
