import type { StateName } from '../../../shared/transfer-state.ts';
import type { TransferFilter } from '../../engine/ports/transfer-store.ts';
import { stateNames } from '../rows/state-columns.ts';

/** A filter as conditions on the columns of `transfers`, apart from the state. */
export interface PageFilter {
  readonly states: readonly StateName[];
  /** Each begins with ` AND `. */
  readonly conditions: string;
  readonly parameters: readonly unknown[];
}

/** SQLite refuses patterns above 50,000 bytes; nothing that long can be part of a path or a key. */
const longestSearch = 10_000;

/** Every `%`, `_` and `\` stands for itself. */
function searchPattern(search: string): string {
  return `%${search.replace(/[\\%_]/g, '\\$&')}%`;
}

function statesOf(filter: TransferFilter): readonly StateName[] {
  const states = filter.states === undefined ? stateNames : [...new Set(filter.states)];
  // Only failed rows have an error code.
  return filter.errorCode === undefined ? states : states.filter((state) => state === 'failed');
}

/** `undefined` when no row can match. */
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
  if (search !== '') {
    conditions.push(String.raw`(relative_path LIKE ? ESCAPE '\' OR key LIKE ? ESCAPE '\')`);
    parameters.push(searchPattern(search), searchPattern(search));
  }
  return { states, conditions: conditions.map((text) => ` AND ${text}`).join(''), parameters };
}
