import type { ErrorRecord } from '../../../shared/errors.ts';
import type { LeftOut } from '../../../shared/name-pattern.ts';
import type { SkipReason } from '../../../shared/transfer-state.ts';
import type { Crc64, SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import type { ScanOptions } from '../../../shared/upload-options.ts';

/** What a scan found. `relativePath` begins with the root's own name and separates with `/`. */
export type ScanEntry =
  | {
      readonly kind: 'file';
      readonly path: SourcePath;
      readonly relativePath: string;
      readonly identity: SourceIdentity;
    }
  | { readonly kind: 'empty-folder'; readonly path: SourcePath; readonly relativePath: string }
  /** Not sent on purpose: links, devices, sockets, pipes. */
  | {
      readonly kind: 'skipped';
      readonly path: SourcePath;
      readonly relativePath: string;
      readonly reason: SkipReason;
    }
  /** Cannot be sent: unreadable, or a name that is no text. */
  | {
      readonly kind: 'refused';
      readonly path: SourcePath;
      readonly relativePath: string;
      readonly error: ErrorRecord;
    };

/** A regular file, opened once for one attempt. */
export interface SourceHandle {
  /** What the byte mover reads from; meaningful only to the adapters. */
  readonly descriptor: number;
  /**
   * The identity of the open file now.
   * @throws TransferError `source-unavailable` when the disk does not answer.
   */
  identity(): Promise<SourceIdentity>;
  /**
   * Reads the bytes [start, end) once and returns their CRC-64. Off the main thread.
   * @throws TransferError `source-changed` on a short read, `source-unavailable` on a read error.
   */
  crc64(start: number, end: number, signal: AbortSignal): Promise<Crc64>;
  /** Lets go of the file. The descriptor means nothing from then on; a thread closes it in a moment. */
  close(): Promise<void>;
}

/** The file system. Nothing here runs on the main thread. */
export interface SourceFiles {
  /**
   * Walks `root` and yields what it finds in batches of at most 10,000, in an order that repeats
   * as long as the folder does not change. A root that is a file yields itself; a root that is a
   * link is followed, because the person named it. Unreadable branches become `refused` entries.
   *
   * @param onLeftOut called with what was left out by name since the last call
   * @throws TransferError `source-missing` or `source-unreadable` when the root itself fails.
   */
  scan(
    root: SourcePath,
    options: ScanOptions,
    signal: AbortSignal,
    onLeftOut?: (leftOut: readonly LeftOut[]) => void,
  ): AsyncIterable<readonly ScanEntry[]>;

  /** Whether a folder stands there itself, not a link to one. Never rejects. */
  isFolder(path: SourcePath): Promise<boolean>;

  /**
   * Opens a regular file for reading, without waiting on pipes and devices.
   *
   * @throws TransferError `source-missing`, `source-unreadable`, `source-in-use`,
   *   `source-unavailable`, or `source-unreadable` with a detail for anything but a regular file.
   */
  open(path: SourcePath): Promise<SourceHandle>;

  /**
   * What a file that is not there, or cannot be read, would need to be there: the disk, stick or share it lay on, as a
   * path that stays the same while it is gone. `undefined` when that is there, so that the file was
   * deleted, and when nobody can tell. Never rejects.
   *
   * @param identity as it was seen last
   */
  missingVolume(
    path: SourcePath,
    identity: SourceIdentity | undefined,
  ): Promise<SourcePath | undefined>;

  /** Deletes a spool file of ours. A file that is gone already is no error. */
  removeSpool(path: SourcePath): Promise<void>;
}
