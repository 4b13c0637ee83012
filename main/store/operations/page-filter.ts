import { type StateName, stateNames } from '../../../shared/transfer-state.ts';
import type { TransferFilter } from '../../engine/ports/transfer-store.ts';

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
