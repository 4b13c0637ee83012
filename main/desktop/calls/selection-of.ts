import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import type { TransferSelection } from '../../engine/ports/transfer-store.ts';
import { withoutUndefined } from '../../../shared/without-undefined.ts';

/** The selection in a message of the window. */
export type SelectionMessage = Parameters<Handlers<FerryContract>['transfers']['pause']>[0];

/**
 * Converts the selection of a message to the engine's selection.
 *
 * @param asked the selection of the window's last question
 */
export async function selectionOf(
  message: SelectionMessage,
  asked: () => Promise<TransferSelection>,
): Promise<TransferSelection> {
  if ('asked' in message) return await asked();
  if ('batchIds' in message) return { filter: { batchIds: message.batchIds } };
  return withoutUndefined(message);
}
