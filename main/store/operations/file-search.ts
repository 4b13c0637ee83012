import { type FileFilter, statesOfFilter } from '../../../shared/ipc/picture-question.ts';
import type { SearchCursor } from '../../engine/ports/row-selection.ts';
import type { StoreOperations } from '../store-calls.ts';
import { fromStart } from './folders.ts';
import { rowsAfter, rowsAtOnce } from './row-walk.ts';
import { searchPattern } from './selection.ts';
import { sqlList, type StoreContext } from './store-context.ts';

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
    const { where, parameters, end } = rowsAfter(context, batchId, after);
    const ids = context.values<number>(
      `SELECT id FROM transfers INDEXED BY transfers_by_source
        WHERE ${where} AND ${matches}${filter.sql} LIMIT ?`,
      ...[...parameters, prefix, searchPattern(search), filter.limit],
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
