import type { StoreOperations } from '../store-calls.ts';
import { selectionCondition } from './selection.ts';
import { sqlList } from './store-context.ts';
import type { StoreContext } from './store-context.ts';

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
