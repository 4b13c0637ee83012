import type { ErrorRecord } from '../../../shared/errors.ts';
import type { SkipReason, TransferState, WaitReason } from '../../../shared/transfer-state.ts';

/** The transfers that a command selects. */
export type TransferSelection =
  | { readonly ids: readonly number[] }
  | { readonly batchId: number }
  | { readonly errorCode: ErrorRecord['code']; readonly batchId?: number }
  | { readonly all: true }
  | FilteredSelection;

/** All rows of a filter without `except`, or the rows of `only` that the filter still matches. */
export interface FilteredSelection {
  readonly filter: TransferFilter;
  readonly except?: readonly number[];
  readonly only?: readonly number[];
}

/** A set of rows: all rows of these batches, and the rows with these ids. */
export interface RowScope {
  readonly batchIds?: readonly number[];
  readonly ids?: readonly number[];
}

export interface TransferFilter extends PictureFilter {
  readonly states?: readonly TransferState['name'][];
  readonly batchId?: number;
  readonly errorCode?: ErrorRecord['code'];
  /** Rows that wait for this reason, or were skipped for it. */
  readonly why?: WaitReason | SkipReason;
  /** Done rows whose callback failed. */
  readonly callbackFailed?: true;
  /** Part of the relative path or key; case does not matter for ASCII. */
  readonly search?: string;
}

/** Files of one upload: rows by id, and all rows below folders. */
export interface TreePart {
  readonly files: readonly number[];
  readonly folders: readonly number[];
}

/** The rows of a selection in the window. */
export interface PictureFilter {
  /** Rows of these batches. */
  readonly batchIds?: readonly number[];
  /** With the `batchId` of a filter: these rows, and the rows below these folders. */
  readonly within?: TreePart;
  /** With the `batchId` of a filter: neither these rows nor those below these folders. */
  readonly without?: TreePart;
}

/** Where a walk over the rows of an upload goes on; opaque to the caller. */
export interface SearchCursor {
  readonly path: string;
  readonly kind: string;
  readonly relativePath: string;
}
