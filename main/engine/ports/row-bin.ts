import type { StateName } from '../../../shared/transfer-state.ts';
import type { TransferSelection } from './transfer-store.ts';

/**
 * Commands that the user can undo for a while. A bin holds what one command took out of the queue;
 * its number is the caller's and rises. Every promise resolves after the write has been fsynced.
 */
export interface RowBin {
  /**
   * Removes final rows as `TransferStore.remove` does, but keeps them in the bin, and queues no
   * clean-up yet. Several calls may fill one bin. Resolves with the number of rows.
   */
  putAside(
    selection: TransferSelection,
    bin: number,
    states?: readonly StateName[],
  ): Promise<number>;
  /** As `TransferStore.moveToFront`; the bin keeps the positions of the rows. Once for each bin. */
  moveFirst(selection: TransferSelection, bin: number): Promise<number>;
  /**
   * Undoes the next portion of a bin: at most 2,000 rows. A row that ran or ended since keeps its
   * position. After the last portion the bin is gone.
   */
  bringBack(bin: number): Promise<{ readonly rows: number; readonly isLast: boolean }>;
  /**
   * Makes the next portion of all bins final but the `kept` ones: queues the aborts of their uploads
   * and the removal of their spool files. Resolves with true after the last portion.
   */
  emptyBins(kept: readonly number[]): Promise<boolean>;
}
