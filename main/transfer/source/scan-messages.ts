import type { ErrorRecord } from '../../../shared/errors.ts';
import type { LeftOut } from '../../../shared/upload/name-pattern.ts';
import type { SourcePath } from '../../../shared/transfer.ts';
import type { ScanOptions } from '../../../shared/upload/upload-options.ts';
import type { ScanEntry } from '../../engine/ports/source-files.ts';

/** To the scan worker. The reply to `start` and to every `pull` is one batch or one failure. */
export type ScanCommand =
  | {
      readonly kind: 'start';
      readonly id: number;
      readonly root: SourcePath;
      readonly options: ScanOptions;
      /** Paths of Ferry's own files, which the scan skips. */
      readonly ownFiles: readonly string[];
    }
  | { readonly kind: 'pull'; readonly id: number }
  | { readonly kind: 'stop'; readonly id: number };

export type ScanReport =
  | {
      readonly kind: 'batch';
      readonly id: number;
      readonly entries: readonly ScanEntry[];
      /** The names that rules excluded since the previous batch. */
      readonly leftOut: readonly LeftOut[];
      /** True for the last batch. */
      readonly done: boolean;
    }
  | { readonly kind: 'failure'; readonly id: number; readonly error: ErrorRecord };
