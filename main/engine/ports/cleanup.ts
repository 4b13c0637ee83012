import type { SourcePath } from '../../../shared/transfer.ts';

/** A clean-up: it is retried until it succeeds. */
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
  /**
   * An Initiate with a lost response: uploads of that key begun since then may be orphans of Ferry.
   */
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
