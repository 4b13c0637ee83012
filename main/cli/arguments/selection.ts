import { errorCodes, type ErrorCode } from '../../../shared/errors.ts';
import type { TransferSelection } from '../../engine/ports/row-selection.ts';
import { choice } from './flag-values.ts';
import { UsageError } from '../words/exit-codes.ts';
import type { Queue } from '../run/world.ts';

/** Which transfers a command selects, as flags. Exactly one flag must be given. */
interface SelectionFlags {
  readonly ids: readonly number[];
  readonly batch?: number;
  readonly error?: ErrorCode;
  readonly all?: boolean;
}

/** Reads the code after `--error`. */
export const errorCodeValue = choice<ErrorCode>('--error', errorCodes);

/**
 * Builds the selection from the flags.
 *
 * @param ways the possible flags, for the error when the user gave no flag or too many.
 * @throws UsageError
 */
export function selectionFrom(flags: SelectionFlags, ways: string): TransferSelection {
  const chosen: TransferSelection[] = [
    ...(flags.ids.length > 0 ? [{ ids: flags.ids }] : []),
    ...(flags.batch === undefined ? [] : [{ batchId: flags.batch }]),
    ...(flags.error === undefined ? [] : [{ errorCode: flags.error }]),
    ...(flags.all === true ? [{ all: true } as const] : []),
  ];
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) return only;
  throw new UsageError(
    only === undefined
      ? 'It is not clear which transfers are meant.'
      : 'Only one choice is possible.',
    `Give ${ways}. "ferry status" shows the ids.`,
  );
}

/** @throws UsageError when a named transfer or batch does not exist. */
export async function checkSelection(store: Queue, selection: TransferSelection): Promise<void> {
  const next = 'See "ferry status".';
  if ('ids' in selection) {
    const found = new Set((await store.transfers(selection.ids)).map(({ id }) => id));
    const missing = selection.ids.filter((id) => !found.has(id));
    if (missing.length > 0)
      throw new UsageError(`There is no transfer ${missing.join(', ')}.`, next);
  }
  if ('batchId' in selection && !('errorCode' in selection)) {
    if ((await store.batch(selection.batchId)) === undefined) {
      throw new UsageError(`There is no batch ${selection.batchId}.`, next);
    }
  }
}
