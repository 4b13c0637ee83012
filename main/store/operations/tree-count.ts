import { statesOfFilter } from '../../../shared/ipc/picture-question.ts';
import { type StateName, stateNames } from '../../../shared/transfer-state.ts';
import type { Tally } from '../../../shared/transfer.ts';
import type { TreeSelection } from '../../engine/ports/picture-queries.ts';
import type { TreePart } from '../../engine/ports/row-selection.ts';
import type { Counters } from '../../engine/ports/transfer-queries.ts';
import type { StoreOperations } from '../store-calls.ts';
import { readCounters } from './counting.ts';
import { foldersBelow } from './selection.ts';
import { sqlList, type StoreContext } from './store-context.ts';

type Tallies = Map<StateName, Tally>;

/** The files below folders: the index has the states, so no row is read. */
const countFolders = (states: readonly StateName[]): string => `
  SELECT state, count(*) AS files, 0 AS bytes FROM transfers INDEXED BY transfers_by_folder
    WHERE folder_id IN (${foldersBelow}) AND state IN (${sqlList(states)}) GROUP BY state`;

/** The single files that are not below one of the folders. */
const countFiles = (states: readonly StateName[]): string => `
  SELECT state, count(*) AS files, sum(size) AS bytes FROM json_each(?) AS wanted
      CROSS JOIN transfers AS t ON t.id = wanted.value
    WHERE t.batch_id = ? AND t.state IN (${sqlList(states)})
      AND NOT coalesce(t.folder_id IN (${foldersBelow}), FALSE) GROUP BY state`;

export function treeCountOperations(context: StoreContext): Pick<StoreOperations, 'countTree'> {
  const tallies = (sql: string, ...parameters: readonly unknown[]): Tallies =>
    new Map(
      context
        .rows<Tally & { readonly state: StateName }>(sql, ...parameters)
        .map(({ state, files, bytes }) => [state, { files, bytes }]),
    );

  const countPart = (batchId: number, states: readonly StateName[], part: TreePart): Tallies[] => {
    const folders = [JSON.stringify(part.folders), batchId, batchId];
    const below = tallies(countFolders(states), ...folders);
    const single = tallies(countFiles(states), JSON.stringify(part.files), batchId, ...folders);
    return [below, single];
  };

  return {
    countTree: (selection: TreeSelection): Counters['states'] => {
      const { batchId, filter } = selection;
      const states = statesOfFilter[filter];
      if ('within' in selection) {
        const parts = countPart(batchId, states, selection.within);
        return everyState((state) => sum(parts, state));
      }
      const all = readCounters(context, batchId).states;
      const left = countPart(batchId, states, selection.without);
      return everyState((state) => {
        if (!states.includes(state)) return { files: 0, bytes: 0 };
        const gone = sum(left, state);
        return { files: all[state].files - gone.files, bytes: all[state].bytes - gone.bytes };
      });
    },
  };
}

function sum(parts: readonly Tallies[], state: StateName): Tally {
  const [files, bytes] = parts.reduce(
    ([fileSum, byteSum], part) => {
      const tally = part.get(state);
      return [fileSum + (tally?.files ?? 0), byteSum + (tally?.bytes ?? 0)];
    },
    [0, 0],
  );
  return { files, bytes };
}

function everyState(tallyOf: (state: StateName) => Tally): Counters['states'] {
  return Object.fromEntries(
    stateNames.map((state) => [state, tallyOf(state)]),
  ) as Counters['states'];
}
