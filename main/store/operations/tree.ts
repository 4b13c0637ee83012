import { type FileFilter, statesOfFilter } from '../../../shared/ipc/picture-question.ts';
import type { StateName } from '../../../shared/transfer-state.ts';
import type {
  TreeFile,
  TreeFolder,
  TreePage,
  TreeQuery,
} from '../../engine/ports/picture-queries.ts';
import type { StoreOperations } from '../store-calls.ts';
import { sortIntoFolders } from './row-walk.ts';
import {
  holdBack,
  type FolderRow,
  layOut,
  readKeptLines,
  sumFolders,
  type SummedFolder,
  topOfTree,
  type TreeSegment,
} from './tree-order.ts';
import { readTransfers } from './paging.ts';
import type { StoreContext } from './store-context.ts';

const findFolders = `
  SELECT id, parent_id AS parentId, name, files, bytes, done, done_bytes AS doneBytes, skipped,
      failed, cancelled
    FROM folders INDEXED BY folders_by_name WHERE batch_id = ? ORDER BY id`;

const findRunning = `
  SELECT id, folder_id AS folderId FROM transfers INDEXED BY transfers_by_queue
    WHERE state IN ('uploading', 'verifying') AND batch_id = ? AND folder_id IS NOT NULL`;

/** Files between two remembered ids of a long folder. */
const stride = 1000;

/** What has a line apart from the files that the filter matches. */
type KeptHere = Pick<SummedFolder, 'kept' | 'closed'>;

const nothingKept: KeptHere = { kept: [], closed: undefined };
const nowhere = [0, -1] as const;

/**
 * The files of a folder in the order of the tree, or back from its end: SQLite merges the states
 * and the kept files by id.
 */
function filesOf(states: readonly StateName[], hasKept: boolean, isBackward: boolean): string {
  const streams = states.map(
    (state) => `
      SELECT id FROM transfers INDEXED BY transfers_by_folder
        WHERE folder_id = ? AND state = '${state}' AND id >= ? AND id NOT BETWEEN ? AND ?`,
  );
  if (hasKept) streams.push('SELECT value AS id FROM json_each(?) WHERE value >= ?');
  return `${streams.join(' UNION ALL ')} ORDER BY 1 ${isBackward ? 'DESC' : ''} LIMIT ? OFFSET ?`;
}

export function treeOperations(
  context: StoreContext,
): Pick<StoreOperations, 'tree' | 'sortIntoFolders'> {
  /** The states of a filter that have rows in the folder: a merge of fewer streams is faster. */
  const statesIn = (folderId: number, filter: FileFilter): readonly StateName[] => {
    const find = `
      SELECT 1 FROM transfers INDEXED BY transfers_by_folder
        WHERE folder_id = ? AND state = ? AND folder_id IS NOT NULL LIMIT 1`;
    return statesOfFilter[filter].filter((state) => context.number(find, folderId, state) === 1);
  };

  const select = (
    folderId: number,
    filter: FileFilter,
    range: { readonly from: number; readonly limit: number; readonly offset: number },
    { kept, closed = nowhere }: KeptHere = nothingKept,
    isBackward = false,
  ): number[] => {
    const states = statesIn(folderId, filter);
    const hasKept = kept.length > 0;
    if (states.length === 0 && !hasKept) return [];
    const bounds = states.flatMap(() => [folderId, range.from, ...closed]);
    const others = hasKept ? [JSON.stringify(kept), range.from] : [];
    const sql = filesOf(states, hasKept, isBackward);
    return context.values<number>(sql, ...bounds, ...others, range.limit, range.offset);
  };

  /**
   * Remembers the id of every `stride`th file of a folder, and reads more ids when a query goes
   * further. Without them, a query for the end of 1,000,000 files would walk over all of them each
   * time. States do not matter under `all`, so the ids are valid until rows are removed.
   */
  const startFor = (folderId: number, offset: number): readonly [id: number, rest: number] => {
    const ids = context.stridedIds.get(folderId) ?? [0];
    context.stridedIds.set(folderId, ids);
    const wanted = Math.floor(offset / stride);
    while (ids.length <= wanted) {
      const from = ids.at(-1) ?? 0;
      const [next] = select(folderId, 'all', { from, limit: 1, offset: stride });
      if (next === undefined) break;
      ids.push(next);
    }
    const known = Math.min(wanted, ids.length - 1);
    return [ids[known] ?? 0, offset - known * stride];
  };

  /** The first id of a folder whose files follow each other without a gap, as a scan adds them. */
  const gaplessStart = ({ id, files }: FolderRow): number | undefined => {
    const ends = ['ASC', 'DESC'].map((order) => {
      const first = statesIn(id, 'all').map((state) =>
        context.number(
          `SELECT id FROM transfers INDEXED BY transfers_by_folder
            WHERE folder_id = ? AND state = '${state}' ORDER BY id ${order} LIMIT 1`,
          id,
        ),
      );
      return first.filter((found) => found !== undefined);
    });
    const [least, most] = [Math.min(...(ends[0] ?? [])), Math.max(...(ends[1] ?? []))];
    return most - least + 1 === files ? least : undefined;
  };

  /** Counts from the nearer end, under filters that have no remembered ids. */
  const idsOf = (
    folder: SummedFolder,
    filter: FileFilter,
    offset: number,
    limit: number,
  ): readonly number[] => {
    const { row, shown } = folder;
    const gapless = shown === row.files ? gaplessStart(row) : undefined;
    if (gapless !== undefined) {
      return select(row.id, filter, { from: gapless + offset, limit, offset: 0 }, folder);
    }
    if (filter === 'all') {
      const [from, rest] = startFor(row.id, offset);
      return select(row.id, filter, { from, limit, offset: rest });
    }
    const behind = Math.max(0, shown - offset - limit);
    if (offset <= behind) return select(row.id, filter, { from: 0, limit, offset }, folder);
    const backward = { from: 0, limit: Math.min(limit, shown - offset), offset: behind };
    return select(row.id, filter, backward, folder, true).toReversed();
  };

  const linesOf = (
    segment: TreeSegment,
    filter: FileFilter,
    first: number,
    last: number,
  ): readonly (TreeFolder | TreeFile)[] => {
    const { folder, level } = segment;
    if (segment.kind === 'folder') {
      const { matching, files, bytes, done, doneBytes, failed, running } = folder;
      const { id, name } = folder.row;
      const sums = { matching, files, bytes, done, doneBytes, failed, running };
      return [{ kind: 'folder', id, name, level, isOpen: segment.isOpen, ...sums }];
    }
    const offset = Math.max(0, first - segment.line);
    const limit = Math.min(segment.line + folder.shown - 1, last) - segment.line - offset + 1;
    return readTransfers(context, idsOf(folder, filter, offset, limit)).map((transfer) => ({
      kind: 'file',
      level,
      transfer,
    }));
  };

  /** Counts the direct files of a folder between two ids that the filter matches. */
  const matchingIn =
    (filter: FileFilter) =>
    (folderId: number, from: number, to: number): number =>
      statesOfFilter[filter].reduce((sum, state) => {
        const find = `
          SELECT count(*) FROM transfers INDEXED BY transfers_by_folder
            WHERE folder_id = ? AND state = '${state}' AND id BETWEEN ? AND ?`;
        return sum + (context.number(find, folderId, from, to) ?? 0);
      }, 0);

  const lineOfFile = (
    id: number,
    filter: FileFilter,
    segments: readonly TreeSegment[],
  ): number | undefined => {
    const folderId = context.number('SELECT folder_id FROM transfers WHERE id = ?', id);
    const segment = segments.find(
      ({ kind, folder }) => kind === 'files' && folder.row.id === folderId,
    );
    if (segment === undefined || folderId === undefined) return undefined;
    const { kept, closed = nowhere } = segment.folder;
    const before = matchingIn(filter)(folderId, 0, id - 1);
    const closedBefore = matchingIn(filter)(folderId, closed[0], Math.min(closed[1], id - 1));
    return segment.line + before - closedBefore + kept.filter((one) => one < id).length;
  };

  const lineOf = (
    { anchor, filter }: TreeQuery,
    segments: readonly TreeSegment[],
  ): number | undefined => {
    if (anchor === undefined) return undefined;
    if (anchor.kind === 'file') return lineOfFile(anchor.id, filter, segments);
    return segments.find(({ kind, folder }) => kind === 'folder' && folder.row.id === anchor.id)
      ?.line;
  };

  return {
    sortIntoFolders: (batchId, after) => sortIntoFolders(context, batchId, after),

    tree: (query): TreePage => {
      const { batchId, filter, first, last } = query;
      const isSorted = 'SELECT has_folders FROM batches WHERE id = ?';
      const isUnsorted = context.number(isSorted, batchId) === 0;
      const running = Map.groupBy(
        context.rows<{ id: number; folderId: number }>(findRunning, batchId),
        ({ folderId }) => folderId,
      );
      const runningIds = new Map([...running].map(([id, rows]) => [id, rows.map((row) => row.id)]));
      const rows = context.rows<FolderRow>(findFolders, batchId);
      const kept = readKeptLines(context, query);
      const top = sumFolders(rows, runningIds, filter, kept);
      if (top === undefined) return { total: 0, matching: 0, held: 0, lines: [], isUnsorted };
      const flipped = new Set(query.flipped);
      const isOpen = (id: number): boolean => flipped.has(id) === (filter === 'all');
      const held = holdBack(topOfTree(top), isOpen, kept, matchingIn(filter));
      const { segments, total } = layOut(topOfTree(top), isOpen);
      const inRange = segments.filter(
        ({ kind, folder, line }) =>
          line <= last && line + (kind === 'folder' ? 1 : folder.shown) > first,
      );
      const lines = inRange.flatMap((segment) => linesOf(segment, filter, first, last));
      const anchorLine = lineOf(query, segments);
      return {
        total,
        matching: top.matching,
        held,
        lines,
        isUnsorted,
        ...(anchorLine === undefined ? {} : { anchorLine }),
      };
    },
  };
}
