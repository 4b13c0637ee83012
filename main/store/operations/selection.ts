import { assertNever } from '../../../shared/assert-never.ts';
import { type StateName, stateNames } from '../../../shared/transfer-state.ts';
import type {
  FilteredSelection,
  TransferFilter,
  TransferSelection,
  TreePart,
} from '../../engine/ports/row-selection.ts';
import type { StoreOperations } from '../store-calls.ts';
import { sqlList, type StoreContext } from './store-context.ts';

/** A filter as conditions on the columns of `transfers`, apart from the state. */
export interface PageFilter {
  readonly states: readonly StateName[];
  /** Each condition begins with ` AND `. */
  readonly conditions: string;
  readonly parameters: readonly unknown[];
}

/** Matches all rows with a reason to filter by: the condition of their partial index. */
export const hasReason = "state IN ('waiting', 'skipped')";

/**
 * Matches the rows whose callback failed: the condition of their partial index. Text from outside
 * cannot contain these quotes unescaped in the stored JSON.
 */
export const hasFailedCallback = `state = 'done' AND instr(result, '"callback":{"ok":false') > 0`;

/** SQLite refuses patterns above 50,000 bytes; nothing that long can be part of a path or a key. */
const longestSearch = 10_000;

/** Escapes `%`, `_` and `\`, so that each matches itself. */
export function searchPattern(search: string): string {
  return `%${search.replace(/[\\%_]/g, '\\$&')}%`;
}

/** The folders of a batch among the given ids, and all folders below them. */
export const foldersBelow = `
  WITH RECURSIVE below (id) AS (
      SELECT f.id FROM json_each(?) AS wanted JOIN folders AS f ON f.id = wanted.value
        WHERE f.batch_id = ?
      UNION
      SELECT f.id FROM below AS b JOIN folders AS f INDEXED BY folders_by_name
        ON f.batch_id = ? AND f.parent_id = b.id)
    SELECT id FROM below`;

/** Matches the rows of a part of a tree. */
const inTreePart = `id IN (SELECT value FROM json_each(?))
  OR coalesce(folder_id IN (${foldersBelow}), FALSE)`;

function treePartParameters(batchId: number, { files, folders }: TreePart): readonly unknown[] {
  return [JSON.stringify(files), JSON.stringify(folders), batchId, batchId];
}

function statesOf(filter: TransferFilter): readonly StateName[] {
  const states = filter.states === undefined ? stateNames : [...new Set(filter.states)];
  return states.filter(
    (state) =>
      (filter.errorCode === undefined || state === 'failed') &&
      (filter.callbackFailed === undefined || state === 'done') &&
      (filter.why === undefined || state === 'waiting' || state === 'skipped'),
  );
}

/** Returns `undefined` when no row can match. */
export function readFilter(filter: TransferFilter): PageFilter | undefined {
  const states = statesOf(filter);
  const search = filter.search ?? '';
  if (states.length === 0 || search.length > longestSearch) return undefined;
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  if (filter.batchId !== undefined) {
    conditions.push('batch_id = ?');
    parameters.push(filter.batchId);
  }
  if (filter.batchIds !== undefined) {
    conditions.push('batch_id IN (SELECT value FROM json_each(?))');
    parameters.push(JSON.stringify(filter.batchIds));
  }
  for (const [part, isIn] of [
    [filter.within, ''],
    [filter.without, 'NOT '],
  ] as const) {
    if (part === undefined || filter.batchId === undefined) continue;
    conditions.push(`${isIn}(${inTreePart})`);
    parameters.push(...treePartParameters(filter.batchId, part));
  }
  if (filter.errorCode !== undefined) {
    conditions.push('error_code = ?');
    parameters.push(filter.errorCode);
  }
  if (filter.why !== undefined) {
    // SQLite uses the index only if its exact condition is in the statement.
    conditions.push('why = ?', hasReason);
    parameters.push(filter.why);
  }
  if (filter.callbackFailed !== undefined) conditions.push(hasFailedCallback);
  if (search !== '') {
    conditions.push(String.raw`(relative_path LIKE ? ESCAPE '\' OR key LIKE ? ESCAPE '\')`);
    parameters.push(searchPattern(search), searchPattern(search));
  }
  return { states, conditions: conditions.map((text) => ` AND ${text}`).join(''), parameters };
}

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

/** A selection as a condition on the columns of `transfers`, for a walk over the rows by id. */
function selectionCondition(selection: TransferSelection): {
  readonly where: string;
  readonly parameters: readonly unknown[];
} {
  if ('ids' in selection) {
    const where = 'id IN (SELECT value FROM json_each(?))';
    return { where, parameters: [JSON.stringify(selection.ids)] };
  }
  if ('all' in selection) return { where: 'TRUE', parameters: [] };
  const { except, only, ...given } =
    'filter' in selection ? selection : { filter: selection, except: undefined, only: undefined };
  const found = readFilter(given.filter);
  if (found === undefined) return { where: 'FALSE', parameters: [] };
  const listed = [
    ...(except === undefined ? [] : [{ sql: ' AND id NOT IN', ids: except }]),
    ...(only === undefined ? [] : [{ sql: ' AND id IN', ids: only }]),
  ];
  const lists = listed.map(({ sql }) => `${sql} (SELECT value FROM json_each(?))`).join('');
  return {
    where: `state IN (${sqlList(found.states)})${found.conditions}${lists}`,
    parameters: [...found.parameters, ...listed.map(({ ids }) => JSON.stringify(ids))],
  };
}

/** Ids in one portion: a command changes them in one commit, about 15 ms. */
const mostIds = 500;
/** Rows that one call goes through: about 20 ms. */
const rowsAtOnce = 50_000;

export function rowPortionOperations(context: StoreContext): Pick<StoreOperations, 'selectedIds'> {
  return {
    selectedIds: ({ selection, states, after, unchangedSince = Number.MAX_SAFE_INTEGER }) => {
      const { where, parameters } = selectionCondition(selection);
      const end = after + rowsAtOnce;
      const ids = context.values<number>(
        `SELECT id FROM transfers NOT INDEXED
          WHERE id > ? AND id <= ? AND updated_at <= ? AND state IN (${sqlList(states)})
            AND ${where}
          ORDER BY id LIMIT ?`,
        ...[after, end, unchangedSince, ...parameters, mostIds],
      );
      const last = context.number('SELECT max(id) FROM transfers') ?? 0;
      const reached = ids.length === mostIds ? (ids.at(-1) ?? end) : end;
      return { ids, ...(reached < last && { after: reached }) };
    },
  };
}
