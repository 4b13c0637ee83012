import type { ErrorRecord } from '../../../shared/errors.ts';
import type { LeftOut } from '../../../shared/upload/name-pattern.ts';
import type { SkipReason } from '../../../shared/transfer-state.ts';
import type { Crc64, SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import type { ScanOptions } from '../../../shared/upload/upload-options.ts';

/** How a scan names a file. */
export type ScannedName = Pick<ScanEntry, 'path' | 'relativePath'>;

/**
 * An entry that a scan found. `relativePath` begins with the root's own name and separates with
 * `/`.
 */
export type ScanEntry =
  | {
      readonly kind: 'file';
      readonly path: SourcePath;
      readonly relativePath: string;
      readonly identity: SourceIdentity;
    }
  | { readonly kind: 'empty-folder'; readonly path: SourcePath; readonly relativePath: string }
  /** Left out on purpose: links, devices, sockets, pipes. */
  | {
      readonly kind: 'skipped';
      readonly path: SourcePath;
      readonly relativePath: string;
      readonly reason: SkipReason;
    }
  /** Cannot be sent: an unreadable file, or a name that is not valid text. */
  | {
      readonly kind: 'refused';
      readonly path: SourcePath;
      readonly relativePath: string;
      readonly error: ErrorRecord;
    };

/** A regular file, opened once for one run. */
export interface SourceHandle {
  /** File descriptor from which the byte mover reads; meaningful only to the adapters. */
  readonly descriptor: number;
  /**
   * Reads the identity of the open file.
   * @throws TransferError `source-unavailable` when the disk does not respond.
   */
  identity(): Promise<SourceIdentity>;
  /**
   * Reads the bytes [start, end) once and returns their CRC-64. Runs off the main thread.
   * @throws TransferError `source-changed` on a short read, `source-unavailable` on a read error.
   */
  crc64(start: number, end: number, signal: AbortSignal): Promise<Crc64>;
  /** Releases the file. The descriptor is invalid afterwards; a thread closes it soon. */
  close(): Promise<void>;
}

/** The file system. No method runs on the main thread. */
export interface SourceFiles {
  /**
   * Walks `root` and yields entries in batches of at most 10,000. The order repeats as long as the
   * folder does not change. A root that is a file yields itself. A root that is a link is followed,
   * because the user named it. Unreadable branches become `refused` entries.
   *
   * @param onLeftOut receives the entries left out by name since the last call
   * @throws TransferError `source-missing` or `source-unreadable` when the root itself fails.
   */
  scan(
    root: SourcePath,
    options: ScanOptions,
    signal: AbortSignal,
    onLeftOut?: (leftOut: readonly LeftOut[]) => void,
  ): AsyncIterable<readonly ScanEntry[]>;

  /** True when `path` is a folder itself and not a link to a folder. Never rejects. */
  isFolder(path: SourcePath): Promise<boolean>;

  /**
   * Opens a regular file for reading, without waiting on pipes and devices.
   *
   * @throws TransferError `source-missing`, `source-unreadable`, `source-in-use`,
   *   `source-unavailable`, or `source-unreadable` with a detail for anything but a regular file.
   */
  open(path: SourcePath): Promise<SourceHandle>;

  /**
   * The missing disk, stick or share of a file that is missing or unreadable. The result is a path
   * that stays the same while the volume is gone. `undefined` when the volume is present, so that
   * the file was deleted, and when the state is unknown. Never rejects.
   *
   * @param identity the last known identity of the file
   */
  missingVolume(
    path: SourcePath,
    identity: SourceIdentity | undefined,
  ): Promise<SourcePath | undefined>;

  /** Deletes a spool file of Ferry. A missing file is no error. */
  removeSpool(path: SourcePath): Promise<void>;
}
