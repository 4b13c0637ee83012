import type { ErrorRecord } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Account, Transfer } from '../../../shared/transfer.ts';
import type { CrashPoint } from './crash-point.ts';

/** What the driver shall do. */
export interface DriverOrder {
  readonly databaseFile: string;
  readonly account: Account;
  readonly bucket: string;
  /** Added when the queue is empty. */
  readonly roots: readonly string[];
  readonly settings: Partial<Settings>;
  /** Where the process ends itself. */
  readonly crash?: CrashPoint;
  /** Cancels everything as soon as that many parts are on disk. */
  readonly cancelAfterParts?: number;
}

/** A row as the database has it. */
export interface DriverRow extends Pick<Transfer, 'id' | 'key' | 'relativePath' | 'state'> {
  readonly uploadId?: string;
  /** Numbers of the parts that are committed. */
  readonly parts: readonly number[];
}

/** What the driver says, in this order: the rows it found, what is on disk from then on, the rows. */
export type DriverLine =
  | ({ readonly type: 'row' } & DriverRow)
  | { readonly type: 'read' }
  | { readonly type: 'added' }
  | { readonly type: 'upload'; readonly id: number; readonly uploadId: string }
  | { readonly type: 'part'; readonly id: number; readonly number: number }
  | { readonly type: 'done'; readonly id: number }
  | { readonly type: 'settled' }
  /** The database could not be opened. */
  | { readonly type: 'refused'; readonly error: ErrorRecord };
