import type { ObjectResult } from '../../../shared/transfer.ts';
import type { StoreOperations } from '../store-calls.ts';
import { parseColumn, parseError, parseIdentity } from '../rows/json-columns.ts';
import { readCheckpoint } from '../changes/checkpoints.ts';
import { readTransfers } from './paging.ts';
import type { StoreContext } from './store-context.ts';

interface DetailRow {
  readonly identity: string | null;
  readonly result: string | null;
}

export function detailOperations(context: StoreContext): Pick<StoreOperations, 'details'> {
  const attemptsOf = (id: number) =>
    context
      .rows<{ at: number; error: string }>(
        'SELECT at, error FROM failed_attempts WHERE transfer_id = ? ORDER BY number',
        id,
      )
      .map(({ at, error }) => ({ at, error: parseError(error) ?? { code: 'internal' as const } }));

  return {
    details: (id) => {
      const [transfer] = readTransfers(context, [id]);
      const row = context.row('SELECT identity, result FROM transfers WHERE id = ?', id) as
        DetailRow | undefined;
      if (transfer === undefined || row === undefined) return undefined;
      const identity = parseIdentity(row.identity);
      const checkpoint = readCheckpoint(context, id);
      const result = parseColumn(row.result);
      return {
        ...transfer,
        ...(identity === undefined ? {} : { identity }),
        ...(checkpoint === undefined ? {} : { checkpoint }),
        ...(result === undefined ? {} : { result: result as ObjectResult }),
        attemptsMade: attemptsOf(id),
      };
    },
  };
}
