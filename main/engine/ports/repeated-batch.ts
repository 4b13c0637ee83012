import type { SourcePath } from '../../../shared/transfer.ts';
import type { SearchCursor } from './search-cursor.ts';
import type { ScannedName } from './source-files.ts';

/** The files of an earlier batch below a root that was a folder. */
export interface EarlierFiles {
  readonly batchId: number;
  readonly root: SourcePath;
  /** Where the walk goes on; absent for its begin. */
  readonly after?: SearchCursor;
}

export interface MissingFiles {
  readonly files: readonly (ScannedName & { readonly key: string })[];
  /** Where the walk goes on; absent when it is done. */
  readonly after?: SearchCursor;
}

/** What a scan asks about the batch that it makes again. */
export interface RepeatedBatch {
  /** The keys of files of a batch, in order; `undefined` for a file that it does not have. */
  keysOf(batchId: number, files: readonly ScannedName[]): Promise<readonly (string | undefined)[]>;
  /**
   * Files below a folder that `than` has and the batch does not, of a bounded number of rows. Files
   * that were gone then, and what never was a file to upload, are not among them.
   */
  filesMissing(batchId: number, than: EarlierFiles): Promise<MissingFiles>;
}
