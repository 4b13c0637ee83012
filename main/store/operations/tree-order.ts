import { type FileFilter, statesOfFilter } from '../../../shared/ipc/picture-question.ts';
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
interface KeptLines {
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

/** A folder with the numbers of its direct files. */
export interface FolderRow {
  readonly id: number;
  readonly parentId: number;
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  readonly done: number;
  readonly doneBytes: number;
  readonly skipped: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** A folder with its sub-folders and the sums over everything below it. */
export interface SummedFolder {
  readonly row: FolderRow;
  readonly children: SummedFolder[];
  /** Ids of running rows below it. */
  readonly running: number[];
  /** Direct files that the filter matches. */
  readonly matchingHere: number;
  /** Ids of direct files that have a line whatever the filter matches, ascending. */
  kept: readonly number[];
  /** From this id to that one, only the files of `kept` have a line. */
  closed: readonly [from: number, to: number] | undefined;
  /** Direct files that have a line. */
  shown: number;
  /** Sums over the folder and all folders below it. */
  files: number;
  bytes: number;
  done: number;
  doneBytes: number;
  failed: number;
  /** Files below it that the filter matches. */
  matching: number;
  /** The folder has a line. */
  hasLine: boolean;
}

/** Consecutive lines: one folder, or the direct files of an open folder. */
export type TreeSegment =
  | {
      readonly kind: 'folder';
      readonly folder: SummedFolder;
      readonly level: number;
      readonly isOpen: boolean;
      readonly line: number;
    }
  | {
      readonly kind: 'files';
      readonly folder: SummedFolder;
      readonly level: number;
      readonly line: number;
    };

function matchingOf(row: FolderRow, running: number, filter: FileFilter): number {
  switch (filter) {
    case 'all':
      return row.files;
    case 'moving':
      return running;
    case 'waiting':
      return row.files - row.done - row.skipped - row.failed - row.cancelled - running;
    case 'failed':
      return row.failed;
    case 'skipped':
      return row.skipped;
    case 'done':
      return row.done;
  }
}

/**
 * Sums the folders of an upload from the bottom up.
 *
 * @param rows in the order of their ids, so every folder comes after its parent
 * @param running ids of running rows by folder
 * @returns the folder whose entries are at level 0; `undefined` without folders
 */
export function sumFolders(
  rows: readonly FolderRow[],
  running: ReadonlyMap<number, readonly number[]>,
  filter: FileFilter,
  left: KeptLines,
): SummedFolder | undefined {
  const byId = new Map<number, SummedFolder>();
  for (const row of rows) {
    const own = running.get(row.id) ?? [];
    const matching = matchingOf(row, own.length, filter);
    const kept = left.left.get(row.id) ?? [];
    const shown = matching + kept.length;
    const { files, bytes, done, doneBytes, failed } = row;
    const sums = { files, bytes, done, doneBytes, failed, matching, hasLine: shown > 0 };
    const here = { matchingHere: matching, kept, closed: undefined, shown };
    const folder: SummedFolder = { row, children: [], running: [...own], ...here, ...sums };
    byId.set(row.id, folder);
    byId.get(row.parentId)?.children.push(folder);
  }
  const all = [...byId.values()];
  for (const folder of all.toReversed()) {
    folder.hasLine ||= folder.files > 0 && left.folders.has(folder.row.id);
    const parent = byId.get(folder.row.parentId);
    if (parent === undefined) continue;
    parent.files += folder.files;
    parent.bytes += folder.bytes;
    parent.done += folder.done;
    parent.doneBytes += folder.doneBytes;
    parent.failed += folder.failed;
    parent.matching += folder.matching;
    parent.hasLine ||= folder.hasLine;
    for (const id of folder.running) parent.running.push(id);
  }
  return all[0];
}

/** An upload of one folder shows the entries of that folder at the top. */
export function topOfTree(top: SummedFolder): SummedFolder {
  const [only, ...others] = top.children;
  return top.row.files === 0 && only !== undefined && others.length === 0 ? only : top;
}

/** The visible tree as segments, in order, without the folders that have no line. */
export function layOut(
  top: SummedFolder,
  isOpen: (folderId: number) => boolean,
): { readonly segments: readonly TreeSegment[]; readonly total: number } {
  const segments: TreeSegment[] = [];
  let line = 0;
  const enter = (folder: SummedFolder, level: number): void => {
    for (const child of folder.children) {
      if (!child.hasLine) continue;
      const open = isOpen(child.row.id);
      segments.push({ kind: 'folder', folder: child, level, isOpen: open, line });
      line += 1;
      if (open) enter(child, level + 1);
    }
    if (folder.shown === 0) return;
    segments.push({ kind: 'files', folder, level, line });
    line += folder.shown;
  };
  enter(top, 0);
  return { segments, total: line };
}

/** Where each of the lines in sight is. */
interface Sight {
  /** Whether a folder line was open. */
  readonly folders: ReadonlyMap<number, boolean>;
  /** Ids of files by folder, ascending. */
  readonly files: ReadonlyMap<number, readonly number[]>;
  /** Folders with a line in sight, and all folders above them. */
  readonly marked: ReadonlySet<number>;
  readonly first: ShownLine;
  readonly last: ShownLine;
  readonly homeOf: (line: ShownLine) => number | undefined;
}

/**
 * Takes the line from each folder and file that would come between the lines in sight: from the
 * first of them, or from the top of the tree when they begin there, to the last. What comes above
 * or below has its line, and so has all that is in a folder that was closed.
 *
 * @param matchingIn counts the direct files of a folder between two ids that the filter matches
 * @returns the files that were held back
 */
export function holdBack(
  top: SummedFolder,
  isOpen: (folderId: number) => boolean,
  kept: KeptLines,
  matchingIn: (folderId: number, from: number, to: number) => number,
): number {
  const sight = sightOf(top, kept);
  if (sight === undefined) return 0;
  const { first, last, marked, homeOf } = sight;
  let isInside = kept.isTop;
  let held = 0;

  const closeFiles = (folder: SummedFolder, from: number, to: number): void => {
    const own = sight.files.get(folder.row.id) ?? [];
    const isAll = from === 0 && to === Number.MAX_SAFE_INTEGER;
    const matching = isAll ? folder.matchingHere : matchingIn(folder.row.id, from, to);
    const fitting = own.filter((id) => kept.shownFiles.get(id)?.fits === true).length;
    const others = folder.kept.filter((id) => id < from || id > to);
    folder.closed = [from, to];
    folder.kept = [...others, ...own].sort((one, other) => one - other);
    folder.shown = folder.matchingHere - matching + folder.kept.length;
    held += matching - fitting;
  };

  const enter = (folder: SummedFolder, isFresh: boolean): void => {
    for (const child of folder.children) {
      const { id } = child.row;
      if (first.kind === 'folder' && first.id === id) isInside = true;
      const isHeld = isInside && !isFresh && !marked.has(id);
      if (last.kind === 'folder' && last.id === id) isInside = false;
      if (isHeld) {
        if (child.hasLine) held += child.matching;
        child.hasLine = false;
      } else if (isOpen(id)) {
        enter(child, isFresh || sight.folders.get(id) === false);
      } else {
        // The user has closed it: the lines in sight may begin or end in it.
        if (isBelow(child, homeOf(first))) isInside = true;
        if (isBelow(child, homeOf(last))) isInside = false;
      }
    }
    const isFirst = first.kind === 'file' && homeOf(first) === folder.row.id;
    const isLast = last.kind === 'file' && homeOf(last) === folder.row.id;
    const from = !isInside && isFirst ? first.id : 0;
    if (isFirst) isInside = true;
    if (isInside && !isFresh) closeFiles(folder, from, isLast ? last.id : Number.MAX_SAFE_INTEGER);
    if (isLast) isInside = false;
  };
  enter(top, false);
  return held;
}

function sightOf(top: SummedFolder, { shown, shownFiles }: KeptLines): Sight | undefined {
  const [first] = shown;
  const last = shown.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const homeOf = (line: ShownLine): number | undefined =>
    line.kind === 'folder' ? line.id : shownFiles.get(line.id)?.folderId;
  const homes = new Set(shown.map(homeOf));
  const marked = new Set<number>();
  mark(top, homes, marked);
  const files = shown.flatMap((line) => (line.kind === 'file' ? line.id : []));
  return {
    folders: new Map(
      shown.flatMap((line) => (line.kind === 'folder' ? [[line.id, line.isOpen] as const] : [])),
    ),
    files: Map.groupBy(
      files.sort((one, other) => one - other),
      (id) => shownFiles.get(id)?.folderId ?? 0,
    ),
    ...{ marked, first, last, homeOf },
  };
}

/** Marks the folders of `homes` and those above them. @returns whether it marked this one */
function mark(
  folder: SummedFolder,
  homes: ReadonlySet<number | undefined>,
  marked: Set<number>,
): boolean {
  const below = folder.children.filter((child) => mark(child, homes, marked)).length > 0;
  if (!below && !homes.has(folder.row.id)) return false;
  marked.add(folder.row.id);
  return true;
}

function isBelow(folder: SummedFolder, id: number | undefined): boolean {
  return folder.row.id === id || folder.children.some((child) => isBelow(child, id));
}
