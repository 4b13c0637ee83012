import type { TransferDetailsView, TransferLine } from '../../../shared/ipc/views.ts';
import type { SourcePath, Transfer } from '../../../shared/transfer.ts';
import type { TransferView as MovingTransfer } from '../../engine/api.ts';
import type { TransferDetails } from '../../engine/ports/transfer-queries.ts';
import type { TransferSelection } from '../../engine/ports/row-selection.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import { type Handlers, withoutUndefined } from '../../../shared/ipc/define.ts';

/** A row without its path on this computer: the page never needs it. */
export function transferView(row: Transfer | MovingTransfer): TransferLine {
  const { source: _source, ...rest } = row;
  return { bytesShown: row.bytesSent, speed: 0, ...rest };
}

/** `[1, 1, 2, 3, 7]` as `[[1, 3], [7, 7]]`. */
export function ranges(ascending: readonly number[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const number of ascending) {
    const last = found.at(-1);
    if (last !== undefined && number <= last[1] + 1) last[1] = number;
    else found.push([number, number]);
  }
  return found;
}

export function detailsView(
  details: TransferDetails,
  moving: MovingTransfer | undefined,
  destinationUrl: string,
): TransferDetailsView {
  const { checkpoint, result, attemptsMade, identity: _identity, ...row } = details;
  const partSize = checkpoint?.partSize;
  const partCount = partSize === undefined ? 1 : Math.max(1, Math.ceil(row.size / partSize));
  const whole: readonly (readonly [number, number])[] =
    row.state.name === 'done' ? [[1, partCount]] : [];
  return {
    ...transferView(moving ?? row),
    destinationUrl,
    partCount,
    storedParts:
      checkpoint === undefined ? whole : ranges(checkpoint.parts.map(({ number }) => number)),
    attemptsMade,
    ...(partSize !== undefined && { partSize }),
    ...(checkpoint?.uploadId !== undefined && { uploadId: checkpoint.uploadId }),
    ...(result !== undefined && { result }),
  };
}

/**
 * The path in the form of the system's file manager; `undefined` for a name that is not valid text,
 * which a file manager cannot show.
 */
export function showablePath(path: SourcePath): string | undefined {
  return path.startsWith('\0') ? undefined : path;
}

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
