import type { ShownLine } from '../../engine/ports/picture-queries.ts';
import type { KeptLines, SummedFolder } from './tree-order.ts';

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
