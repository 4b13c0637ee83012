import type { LineList, OpenedUpload } from '../../../../shared/ipc/picture.ts';
import {
  type FileFilter,
  fileFilters,
  type PictureView,
  type Question,
  statesOfFilter,
} from '../../../../shared/ipc/picture-question.ts';
import type { KeptTree, PictureQueries, TreeQuery } from '../../../engine/ports/picture-queries.ts';
import type { Counters, TransferQueries } from '../../../engine/ports/transfer-store.ts';
import type { Transfer } from '../../../../shared/transfer.ts';
import type { FileSearch } from './file-search.ts';
import { treeFileLine, treeFolderLine, type MovingRow, partOf } from './tree-lines.ts';

export type UploadQuestion = Extract<PictureView, { kind: 'upload' }>;

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
