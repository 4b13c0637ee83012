import type { SearchCursor } from '../../engine/ports/row-selection.ts';
import type { StoreContext } from './store-context.ts';

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
    WHERE batch_id = ? AND (source_path, source_kind, relative_path) > (?, ?, ?)
    ORDER BY source_path, source_kind, relative_path LIMIT ${portionSize}`;

/** Before the first row. */
export const fromStart: SearchCursor = { path: '', kind: '', relativePath: '' };

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
