import type { SourcePath } from '../../../shared/transfer.ts';

/** Work that must happen in the end, however often it takes. */
export type Cleanup =
  | {
      readonly id: number;
      readonly kind: 'abort-upload';
      readonly accountId: string;
      readonly bucket: string;
      readonly key: string;
      readonly uploadId: string;
      readonly attempts: number;
    }
  /** An Initiate whose answer was lost: uploads of that key begun since then are orphans of ours. */
  | {
      readonly id: number;
      readonly kind: 'find-orphan';
      readonly accountId: string;
      readonly bucket: string;
      readonly key: string;
      readonly intendedAt: number;
      readonly attempts: number;
    }
  | {
      readonly id: number;
      readonly kind: 'remove-spool';
      readonly path: SourcePath;
      readonly attempts: number;
    };
