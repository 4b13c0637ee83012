import type { SkipCount } from '../../../shared/ipc/picture.ts';
import { statesOfFilter } from '../../../shared/ipc/picture-question.ts';
import type { SkipReason } from '../../../shared/transfer-state.ts';
import type { TreeSelection, UploadSelection } from '../../engine/ports/picture-queries.ts';
import type { TreePart } from '../../engine/ports/row-selection.ts';
import type { StoreOperations } from '../store-calls.ts';
import { foldersBelow } from './selection.ts';
import type { StoreContext } from './store-context.ts';

/** The index of folders has no reasons: each row that is counted by its reason is read. */
const mostRead = 5000;

const ofUploads = `
  SELECT why AS reason, sum(files) AS files FROM skip_counters
    WHERE batch_id IN (SELECT value FROM json_each(?)) AND files > 0 GROUP BY why`;

const below = `
  FROM transfers INDEXED BY transfers_by_folder
    WHERE folder_id IN (${foldersBelow}) AND state = 'skipped'`;

/** The single files that are not below one of the folders. */
const single = `
  FROM json_each(?) AS wanted CROSS JOIN transfers AS t ON t.id = wanted.value
    WHERE t.batch_id = ? AND t.state = 'skipped'
      AND NOT coalesce(t.folder_id IN (${foldersBelow}), FALSE)`;

export function skipCountOperations(context: StoreContext): Pick<StoreOperations, 'countSkips'> {
  /** Absent when more rows than a picture may wait for would have to be read. */
  function countPart(
    batchId: number,
    { files, folders }: TreePart,
    reasons: readonly SkipReason[],
  ): readonly SkipCount[] | undefined {
    const inFolders = [JSON.stringify(folders), batchId, batchId];
    const inFiles = [JSON.stringify(files), batchId, ...inFolders];
    const number = (from: string, parameters: readonly unknown[]): number =>
      context.values<number>(`SELECT count(*) ${from}`, ...parameters)[0] ?? 0;
    const all = number(below, inFolders) + number(single, inFiles);
    const [only, ...others] = reasons;
    if (only !== undefined && others.length === 0) return [{ reason: only, files: all }];
    if (all > mostRead) return undefined;
    return context.rows<SkipCount>(
      `SELECT reason, count(*) AS files FROM (
         SELECT why AS reason ${below} UNION ALL SELECT t.why ${single}) GROUP BY reason`,
      ...inFolders,
      ...inFiles,
    );
  }

  function counted(selection: TreeSelection | UploadSelection): readonly SkipCount[] {
    const isTree = 'batchId' in selection;
    if (isTree && !statesOfFilter[selection.filter].includes('skipped')) return [];
    const ids = isTree ? [selection.batchId] : selection.batchIds;
    const all = context.rows<SkipCount>(ofUploads, JSON.stringify(ids));
    if (!isTree) return all;
    const reasons = all.map(({ reason }) => reason);
    if ('within' in selection) return countPart(selection.batchId, selection.within, reasons) ?? [];
    const gone = countPart(selection.batchId, selection.without, reasons);
    if (gone === undefined) return [];
    const less = new Map(gone.map(({ reason, files }) => [reason, files]));
    return all.map(({ reason, files }) => ({ reason, files: files - (less.get(reason) ?? 0) }));
  }

  return {
    countSkips: (selection) =>
      counted(selection)
        .filter(({ files }) => files > 0)
        .sort((a, b) => b.files - a.files || a.reason.localeCompare(b.reason)),
  };
}
