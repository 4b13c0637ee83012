import { assertNever } from '../../../shared/assert-never.ts';
import type { HandOverResult } from '../../engine/ports/transfer-store.ts';
import type { StoreContext } from '../operations/store-context.ts';
import type { StoreOperations } from '../store-calls.ts';
import { applyingOperations } from './applying.ts';

/** Matches the rows of a transfers table that another program sends. */
export const isHandedOver = `state = 'waiting' AND why = 'handed-over'`;

export function handOverOperations(
  context: StoreContext,
): Pick<StoreOperations, 'handOver' | 'settleHandedOver'> {
  const { apply } = applyingOperations(context);

  const settle = (found: HandOverResult): void => {
    const { id } = found;
    switch (found.found) {
      case 'arrived': {
        apply(id, { type: 'requeue' });
        apply(id, { type: 'start' });
        const { size, result } = found;
        const facts = { size, result, dropCheckpoint: 'abort-upload' } as const;
        apply(id, { type: 'finish', verified: 'crc64' }, facts);
        return;
      }
      case 'missing':
        apply(id, { type: 'pause' });
        return;
      case 'different':
        apply(id, { type: 'fail', error: { code: 'object-differs', detail: found.detail } });
        return;
      default:
        assertNever(found, 'result of a hand-over');
    }
  };

  return {
    handOver: (ids) =>
      context.run(
        `UPDATE OR FAIL transfers
          SET state = 'waiting', why = 'handed-over', error = NULL, error_code = NULL,
            updated_at = ?
          WHERE id IN (SELECT value FROM json_each(?)) AND state IN ('paused', 'failed')`,
        context.now,
        JSON.stringify(ids),
      ),

    settleHandedOver: (results) => {
      const find = `SELECT 1 FROM transfers WHERE id = ? AND ${isHandedOver}`;
      const waiting = results.filter(({ id }) => context.number(find, id) !== undefined);
      for (const result of waiting) settle(result);
      return waiting.length;
    },
  };
}
