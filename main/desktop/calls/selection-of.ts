import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import type { TransferSelection } from '../../engine/ports/transfer-store.ts';
import { withoutUndefined } from '../../../shared/without-undefined.ts';

type SelectionMessage = Parameters<Handlers<FerryContract>['transfers']['pause']>[0];

/** Converts the selection of a message to the engine's selection. */
export function selectionOf(message: SelectionMessage): TransferSelection {
  if (!('filter' in message)) return withoutUndefined(message);
  return withoutUndefined({ ...message, filter: withoutUndefined(message.filter) });
}
