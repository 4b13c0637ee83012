import type { Engine } from '../../../engine/api.ts';
import type { PictureQueries } from '../../../engine/ports/picture-queries.ts';
import type { RowBin } from '../../../engine/ports/transfer-store.ts';
import type { TransferSelection } from '../../../engine/ports/row-selection.ts';
import type { BulkAction, BulkCommands } from './bulk-commands.ts';

/** Up to this many files, the engine changes all of them at once. */
const mostAtOnce = 10_000;
/** Milliseconds after which the window gets its answer, done or not. */
const answerWithin = 80;

export interface RunCommandWorld {
  readonly engine: Pick<Engine, BulkAction>;
  readonly queries: Pick<PictureQueries, 'unfinishedCounts'>;
  readonly bulk: BulkCommands;
  readonly bins: Pick<RowBin, 'putAside'>;
  /** The number of files that the command changes. */
  readonly total: () => Promise<number>;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/**
 * Carries out a command of the window and answers soon: a command on many files goes on behind the
 * answer. Resolves with the number of files that it changes.
 *
 * @param bin where the rows of a removal go, so that it can be undone
 */
export async function runCommand(
  what: BulkAction,
  selection: TransferSelection,
  { engine, queries, bulk, bins, total, wait }: RunCommandWorld,
  bin?: number,
): Promise<number> {
  const files = await total();
  const isSmall = files <= mostAtOnce && bulk.working.length === 0;
  const shown = isSmall ? undefined : bulk.announce(what, files);
  try {
    // A running scan needs the command too, and portions of ids do not contain it.
    if (isSmall || (await isBeingScanned(selection, queries))) {
      const command = bin === undefined ? engine[what](selection) : bins.putAside(selection, bin);
      void command.catch(() => undefined).finally(() => shown?.hide());
      return await Promise.race([command, wait(answerWithin).then(() => files)]);
    }
  } catch (thrown) {
    shown?.hide();
    throw thrown;
  }
  shown?.hide();
  await bulk.accept(what, selection, files, bin);
  return files;
}

async function isBeingScanned(
  selection: TransferSelection,
  queries: RunCommandWorld['queries'],
): Promise<boolean> {
  const ids = batchesOf(selection);
  const unfinished = await queries.unfinishedCounts(...(ids === undefined ? [] : [ids]));
  return unfinished.some(({ isScanning }) => isScanning);
}

/** `undefined` when the selection may have rows of any batch. */
function batchesOf(selection: TransferSelection): readonly number[] | undefined {
  if ('batchId' in selection) return [selection.batchId];
  if (!('filter' in selection)) return undefined;
  const { batchId, batchIds } = selection.filter;
  return batchId === undefined ? batchIds : [batchId];
}
