import type { SkipCount } from '../../../shared/ipc/picture.ts';
import { statesOfFilter } from '../../../shared/ipc/picture-question.ts';
import type { SkipReason, StateName } from '../../../shared/transfer-state.ts';
import type { Tally } from '../../../shared/transfer.ts';
import type { TreeSelection, UploadSelection } from '../../engine/ports/picture-queries.ts';
import type { TreePart } from '../../engine/ports/row-selection.ts';
import type { Counters } from '../../engine/ports/transfer-queries.ts';
import type { StoreOperations } from '../store-calls.ts';
import { everyState, readCounters, sumOf } from './counting.ts';
import { foldersBelow } from './selection.ts';
import { sqlList, type StoreContext } from './store-context.ts';

/** The rows below folders, by an index that has their states. */
const below = (states: readonly StateName[]): string => `
  FROM transfers INDEXED BY transfers_by_folder
    WHERE folder_id IN (${foldersBelow}) AND state IN (${sqlList(states)})`;

/** The single files that are not below one of the folders. */
const single = (states: readonly StateName[]): string => `
  FROM json_each(?) AS wanted CROSS JOIN transfers AS t ON t.id = wanted.value
    WHERE t.batch_id = ? AND t.state IN (${sqlList(states)})
      AND NOT coalesce(t.folder_id IN (${foldersBelow}), FALSE)`;

type Tallies = Map<StateName, Tally>;

const nothing: Tally = { files: 0, bytes: 0 };

export function treeCountOperations(context: StoreContext): Pick<StoreOperations, 'countTree'> {
  const tallies = (sql: string, ...parameters: readonly unknown[]): Tallies =>
    new Map(
      context
        .rows<Tally & { readonly state: StateName }>(sql, ...parameters)
        .map(({ state, files, bytes }) => [state, { files, bytes }]),
    );

  const countPart = (batchId: number, states: readonly StateName[], part: TreePart): Tallies[] => {
    const folders = [JSON.stringify(part.folders), batchId, batchId];
    return [
      tallies(
        `SELECT state, count(*) AS files, 0 AS bytes ${below(states)} GROUP BY state`,
        ...folders,
      ),
      tallies(
        `SELECT state, count(*) AS files, sum(size) AS bytes ${single(states)} GROUP BY state`,
        ...[JSON.stringify(part.files), batchId, ...folders],
      ),
    ];
  };

  return {
    countTree: (selection: TreeSelection): Counters['states'] => {
      const { batchId, filter } = selection;
      const states = statesOfFilter[filter];
      if ('within' in selection) {
        const parts = countPart(batchId, states, selection.within);
        return everyState((state) => sumTallies(parts, state));
      }
      const all = readCounters(context, batchId).states;
      const left = countPart(batchId, states, selection.without);
      return everyState((state) => {
        if (!states.includes(state)) return nothing;
        const gone = sumTallies(left, state);
        return { files: all[state].files - gone.files, bytes: all[state].bytes - gone.bytes };
      });
    },
  };
}

function sumTallies(parts: readonly Tallies[], state: StateName): Tally {
  return sumOf(parts.map((part) => part.get(state) ?? nothing));
}

const skipped = ['skipped'] as const;
/** The index of folders has no reasons: each row that is counted by its reason is read. */
const mostRead = 5000;

const ofUploads = `
  SELECT why AS reason, sum(files) AS files FROM skip_counters
    WHERE batch_id IN (SELECT value FROM json_each(?)) AND files > 0 GROUP BY why`;

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
    const all = number(below(skipped), inFolders) + number(single(skipped), inFiles);
    const [only, ...others] = reasons;
    if (only !== undefined && others.length === 0) return [{ reason: only, files: all }];
    if (all > mostRead) return undefined;
    return context.rows<SkipCount>(
      `SELECT reason, count(*) AS files FROM (
         SELECT why AS reason ${below(skipped)} UNION ALL SELECT t.why ${single(skipped)}) GROUP BY reason`,
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
