import type {
  FileLine,
  FolderLine,
  LineList,
  OpenedUpload,
  PictureLine,
} from '../../../../shared/ipc/picture.ts';
import {
  type FileFilter,
  fileFilters,
  type LineKey,
  type PictureView,
  type Question,
  statesOfFilter,
} from '../../../../shared/ipc/picture-question.ts';
import type {
  KeptTree,
  PictureQueries,
  ShownLine,
  TreeFolder,
  TreeQuery,
} from '../../../engine/ports/picture-queries.ts';
import type { Counters, TransferQueries } from '../../../engine/ports/transfer-queries.ts';
import { isRunning } from '../../../../shared/transfer-state.ts';
import type { Transfer } from '../../../../shared/transfer.ts';
import type { TransferView } from '../../../engine/api.ts';
import type { TreePart } from '../../../engine/ports/row-selection.ts';
import type { FileSearch } from './file-search.ts';
import { nameOf } from './moving-files.ts';

export type UploadQuestion = Extract<PictureView, { kind: 'upload' }>;

/** The newest row of a file that moves. */
type MovingRow = (id: number) => TransferView | undefined;

/** Files under each filter of an opened upload. */
export function filterCounts({ states }: Counters): OpenedUpload['counts'] {
  const files = (filter: FileFilter): number =>
    statesOfFilter[filter].reduce((sum, name) => sum + states[name].files, 0);
  return Object.fromEntries(fileFilters.map((filter) => [filter, files(filter)])) as Record<
    FileFilter,
    number
  >;
}

/** The lines of an opened upload that the question asks for. */
export async function openedLines(
  view: UploadQuestion,
  question: Question,
  world: {
    readonly queries: PictureQueries & Pick<TransferQueries, 'transfers'>;
    readonly search: FileSearch;
    readonly moving: MovingRow;
    readonly kept: KeptTree;
  },
): Promise<LineList> {
  const { queries, search, moving, kept } = world;
  const fits = ({ state }: Transfer): boolean => statesOfFilter[view.filter].includes(state.name);
  const { first, last, anchor } = question;
  if (view.search !== undefined && view.search !== '') {
    const { batchId, filter, entered } = view;
    await search.show({ batchId, filter, search: view.search, entered });
    const { found, isRunning } = search;
    const within = { files: found, folders: [] };
    // Found files that left the filter stay in sight; under `all`, no file leaves it.
    const [rows, fitting] = await Promise.all([
      queries.transfers(found.slice(first, last + 1)),
      filter === 'all' ? undefined : queries.countTree({ batchId, filter, within }),
    ]);
    const line = typeof anchor === 'number' ? found.indexOf(anchor) : -1;
    return {
      total: found.length,
      first,
      lines: rows.map((row) =>
        treeFileLine(row, moving, { level: 0, isFound: true, fits: fits(row) }),
      ),
      ...(line !== -1 && { anchorLine: line }),
      matching:
        fitting === undefined
          ? found.length
          : statesOfFilter[filter].reduce((sum, name) => sum + fitting[name].files, 0),
      searching: isRunning,
    };
  }
  search.stop();
  const page = await queries.tree({
    batchId: view.batchId,
    filter: view.filter,
    flipped: partOf(view.open).folders,
    first,
    last,
    kept,
    ...anchorOf(anchor),
  });
  if (page.isUnsorted) void search.sort(view.batchId);
  return {
    total: page.total,
    first,
    lines: page.lines.map((line) =>
      line.kind === 'folder'
        ? treeFolderLine(line, moving)
        : treeFileLine(line.transfer, moving, { level: line.level, fits: fits(line.transfer) }),
    ),
    ...(page.anchorLine !== undefined && { anchorLine: page.anchorLine }),
    matching: page.matching,
    ...(page.held > 0 && { held: page.held }),
    searching: page.isUnsorted,
  };
}

function anchorOf(anchor: Question['anchor']): Pick<TreeQuery, 'anchor'> {
  if (typeof anchor === 'number') return { anchor: { kind: 'file', id: anchor } };
  const [id] = partOf(anchor === undefined ? [] : [anchor]).folders;
  return id === undefined ? {} : { anchor: { kind: 'folder', id } };
}

function folderKey(id: number): string {
  return `d${id}`;
}

/** The files and folders that keys name; other keys name nothing in a tree. */
export function partOf(keys: readonly LineKey[]): TreePart {
  const files = keys.filter((key) => typeof key === 'number');
  const folders = keys.flatMap((key) => {
    const id = typeof key === 'string' && key.startsWith('d') ? Number(key.slice(1)) : 0;
    return Number.isSafeInteger(id) && id > 0 ? [id] : [];
  });
  return { files, folders };
}

function treeFolderLine(folder: TreeFolder, moving: MovingRow): FolderLine {
  const { id, name, level, isOpen, files, bytes, done, doneBytes, failed, running } = folder;
  const left = folder.matching === 0;
  const onTheWay = running.reduce((sum, row) => sum + (moving(row)?.bytesShown ?? 0), 0);
  return {
    kind: 'folder',
    key: folderKey(id),
    name,
    level,
    open: isOpen,
    files,
    filesDone: done,
    failed,
    bytes,
    bytesDone: Math.min(bytes, doneBytes + onTheWay),
    moving: running.length > 0,
    ...(left && { left }),
  };
}

/** Where a file stands. */
interface FilePlace {
  readonly level: number;
  /** A search found it: the line names the folders above it, because none stands above. */
  readonly isFound?: boolean;
  /** The filter matches it. */
  readonly fits: boolean;
}

function treeFileLine(
  stored: Transfer,
  moving: MovingRow,
  { level, isFound = false, fits }: FilePlace,
): FileLine {
  const found = moving(stored.id);
  // The store is the newer one for a row that has ended.
  const now = isRunning(stored.state.name) ? found : undefined;
  const slash = stored.relativePath.lastIndexOf('/');
  return {
    kind: 'file',
    key: stored.id,
    name: nameOf(stored),
    ...(isFound && slash > 0 && { folder: stored.relativePath.slice(0, slash) }),
    level,
    size: now?.size ?? stored.size,
    bytes: now?.bytesShown ?? stored.bytesSent,
    speed: now?.speed ?? 0,
    ...(now?.secondsLeft !== undefined && { secondsLeft: now.secondsLeft }),
    state: now?.state ?? stored.state,
    ...(!fits && { left: true }),
  };
}

/** Lines that are remembered: more than one question asks for. */
const mostKept = 2000;
const none: KeptTree = { files: [], folders: [], shown: [], isTop: false };

/**
 * The lines of an opened upload that the user has seen under a filter. They keep their places until
 * the filter is chosen again, also when a file no longer fits or when another one begins to fit. Of
 * a long list, the lines that were seen last are remembered.
 */
export class KeptFiles {
  #view = '';
  readonly #seen = new Set<LineKey>();
  /** The lines of the last picture. */
  #shown: Pick<KeptTree, 'shown' | 'isTop'> = none;

  /** What stays in the tree of a view; a view that the user chose anew keeps nothing. */
  partFor({ batchId, filter, search = '', entered }: UploadQuestion): KeptTree {
    const view = JSON.stringify([batchId, filter, search, entered]);
    if (view !== this.#view) this.forget();
    this.#view = view;
    return filter === 'all' ? none : { ...partOf([...this.#seen]), ...this.#shown };
  }

  /** Remembers the lines that a picture shows. */
  see({ first, lines }: Pick<LineList, 'first' | 'lines'>): void {
    this.#shown = { shown: lines.flatMap(shownLine), isTop: first === 0 };
    for (const { key } of lines) {
      this.#seen.delete(key);
      this.#seen.add(key);
    }
    for (const key of this.#seen) {
      if (this.#seen.size <= mostKept) break;
      this.#seen.delete(key);
    }
  }

  /** The user looks at something else. */
  forget(): void {
    this.#view = '';
    this.#seen.clear();
    this.#shown = none;
  }
}

function shownLine(line: PictureLine): readonly ShownLine[] {
  if (line.kind === 'file') return [{ kind: 'file', id: line.key }];
  if (line.kind !== 'folder') return [];
  return partOf([line.key]).folders.map((id) => ({ kind: 'folder', id, isOpen: line.open }));
}
