import { assertNever } from '../../../shared/assert-never.ts';
import type { StateName } from '../../../shared/transfer-state.ts';
import type { FilteredSelection, TransferSelection } from '../../engine/ports/transfer-store.ts';
import { readFilter } from './page-filter.ts';
import { sqlList } from './store-context.ts';

/** The rows that a command selects, as parts of a statement about transfers `AS t`. */
export interface SelectedRows {
  /** The index hint: it makes SQLite look up the selected rows instead of searching for them. */
  readonly hint: string;
  readonly where: string;
  readonly parameters: readonly unknown[];
}

const noRows: SelectedRows = { hint: 'NOT INDEXED', where: 'FALSE', parameters: [] };

function select(
  hint: string,
  where: string,
  states: readonly StateName[],
  parameters: readonly unknown[],
): SelectedRows {
  return { hint, where: `${where} AND t.state IN (${sqlList(states)})`, parameters };
}

/**
 * Selects by id, so that a row is kept even if the statement changes it and it leaves the filter.
 */
function selectFiltered(
  { filter, except, only }: FilteredSelection,
  states: readonly StateName[],
): SelectedRows {
  const found = readFilter(filter);
  if (found === undefined) return noRows;
  const listed = [
    ...(except === undefined ? [] : [{ sql: ' AND id NOT IN', ids: except }]),
    ...(only === undefined ? [] : [{ sql: ' AND id IN', ids: only }]),
  ];
  const lists = listed.map(({ sql }) => `${sql} (SELECT value FROM json_each(?))`).join('');
  const where = `t.id IN (
    SELECT id FROM transfers WHERE state IN (${sqlList(found.states)})${found.conditions}${lists})`;
  const parameters = [...found.parameters, ...listed.map(({ ids }) => JSON.stringify(ids))];
  return select('NOT INDEXED', where, states, parameters);
}

/** The rows of `selection` that are in one of `states`. */
export function selectRows(
  selection: TransferSelection,
  states: readonly StateName[],
): SelectedRows {
  // SQLite refuses an index hint for a condition that no row can meet.
  if (states.length === 0) return noRows;
  if ('ids' in selection) {
    const where = 't.id IN (SELECT value FROM json_each(?))';
    return select('NOT INDEXED', where, states, [JSON.stringify(selection.ids)]);
  }
  if ('errorCode' in selection) {
    const { errorCode, batchId } = selection;
    const byError = 'INDEXED BY transfers_by_error';
    return batchId === undefined
      ? select(byError, 't.error_code = ?', states, [errorCode])
      : select(byError, 't.error_code = ? AND t.batch_id = ?', states, [errorCode, batchId]);
  }
  const byQueue = 'INDEXED BY transfers_by_queue';
  if ('batchId' in selection) return select(byQueue, 't.batch_id = ?', states, [selection.batchId]);
  if ('all' in selection) return select(byQueue, 'TRUE', states, []);
  if ('filter' in selection) return selectFiltered(selection, states);
  return assertNever(selection, 'selection of transfers');
}
