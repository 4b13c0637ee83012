import { type FileFilter, statesOfFilter } from '../../../shared/ipc/picture-question.ts';
import type { SearchCursor } from '../../engine/ports/row-selection.ts';
import type { StoreOperations } from '../store-calls.ts';
import { searchPattern } from './selection.ts';
import { type StoreContext, sqlList } from './store-context.ts';

/** Rows that one call goes through: about 14 ms. Between two calls, other work of the store goes on. */
export const rowsAtOnce = 40_000;

/** Before the first row. */
export const fromStart: SearchCursor = { path: '', kind: '', relativePath: '' };

/** Columns of the index `transfers_by_source`, which needs no look at the rows themselves. */
const place = '(source_path, source_kind, relative_path)';

const findEnd = `
  SELECT source_path AS path, source_kind AS kind, relative_path AS relativePath
    FROM transfers INDEXED BY transfers_by_source
    WHERE batch_id = ? AND ${place} > (?, ?, ?)
    ORDER BY source_path, source_kind, relative_path LIMIT 1 OFFSET ${rowsAtOnce - 1}`;

const isAfter = `batch_id = ? AND ${place} > (?, ?, ?)`;

/** The next rows of a batch by their sources, as a condition on the columns of `transfers`. */
interface RowWalk {
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

/** The folder names of a relative path, outermost first. */
function foldersOf(relativePath: string): readonly string[] {
  return relativePath.split('/').slice(0, -1);
}

/**
 * Returns the function that yields the folder id of a relative path in a batch, and adds folders
 * that do not exist. Use it within one call only: a rollback removes the folders that it added.
 */
export function folderFinder(
  context: StoreContext,
  batchId: number,
): (relativePath: string) => number {
  const known = new Map<string, number>();

  const folder = (parentId: number, name: string): number => {
    const find = `
      SELECT id FROM folders INDEXED BY folders_by_name
        WHERE batch_id = ? AND parent_id = ? AND name = ?`;
    const add = 'INSERT INTO folders (batch_id, parent_id, name) VALUES (?, ?, ?)';
    return (
      context.number(find, batchId, parentId, name) ?? context.insert(add, batchId, parentId, name)
    );
  };

  return (relativePath) => {
    const path = relativePath.slice(0, relativePath.lastIndexOf('/') + 1);
    const found = known.get(path);
    if (found !== undefined) return found;
    const top = folder(0, '');
    const id = foldersOf(relativePath).reduce((parentId, name) => folder(parentId, name), top);
    known.set(path, id);
    return id;
  };
}

/** Rows in one portion: some milliseconds, so that other calls need not wait. */
const portionSize = 1000;

interface UnsortedRow extends SearchCursor {
  readonly id: number;
  readonly folderId: number | null;
}

/** The next rows of a batch in the order of `transfers_by_source`. */
const nextRows = `
  SELECT id, source_path AS path, source_kind AS kind, relative_path AS relativePath,
      folder_id AS folderId
    FROM transfers INDEXED BY transfers_by_source
    WHERE ${isAfter}
    ORDER BY source_path, source_kind, relative_path LIMIT ${portionSize}`;

/** Sorts a portion of the rows of an older Ferry into folders. Repeating it changes nothing. */
export function sortIntoFolders(
  context: StoreContext,
  batchId: number,
  after: SearchCursor = fromStart,
): SearchCursor | undefined {
  const isSorted = 'SELECT has_folders FROM batches WHERE id = ?';
  if ((context.number(isSorted, batchId) ?? 1) === 1) return undefined;
  const { path, kind, relativePath } = after;
  const rows = context.rows<UnsortedRow>(nextRows, batchId, path, kind, relativePath);
  const folderOf = folderFinder(context, batchId);
  for (const row of rows) {
    if (row.folderId !== null) continue;
    const id = folderOf(row.relativePath);
    context.run('UPDATE OR FAIL transfers SET folder_id = ? WHERE id = ?', id, row.id);
  }
  const last = rows.at(-1);
  if (rows.length === portionSize && last !== undefined) {
    return { path: last.path, kind: last.kind, relativePath: last.relativePath };
  }
  context.run('UPDATE batches SET has_folders = 1 WHERE id = ?', batchId);
  return undefined;
}
