import type { ErrorRecord } from './errors.ts';
import type { TransferState } from './transfer-state.ts';
import type { ConflictPolicy, ScanOptions, UploadOptions } from './upload-options.ts';

/**
 * A path of this computer as text.
 *
 * A path that is not valid UTF-8 (possible on Linux) is written as NUL, `x:` and the hexadecimal
 * form of its bytes. NUL cannot stand in a path, so the two forms never collide, and neither a
 * database nor an IPC message loses a byte.
 */
export type SourcePath = string;

/** CRC-64/XZ as the decimal text of `x-oss-hash-crc64ecma`. */
export type Crc64 = string;

/**
 * What makes a file the same file. Numbers that can exceed 2^53 are decimal text.
 * Modification times are compared for equality only: clocks jump.
 */
export interface SourceIdentity {
  readonly device: string;
  readonly inode: string;
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly modified: string;
  /** Change time of the inode in nanoseconds: moves when the file is touched in any way. */
  readonly changed: string;
}

/** What a transfer sends. */
export type TransferSource =
  | { readonly kind: 'file'; readonly path: SourcePath }
  /** Bytes without a path (pasted, standard input), kept in a spool file of ours until done. */
  | { readonly kind: 'blob'; readonly path: SourcePath; readonly name: string }
  /** The `name/` object that stands for an empty folder. */
  | { readonly kind: 'folder-marker'; readonly path: SourcePath };

/** Where a batch goes. */
export interface Destination {
  readonly accountId: string;
  readonly bucket: string;
  /** Put before every name; empty or ending in `/` unless the person chose otherwise. */
  readonly prefix: string;
}

/** Where credentials come from. The secrets themselves are never part of this. */
export type CredentialSource =
  | { readonly kind: 'environment' }
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'keychain' };

/** How the bucket is named in a request. */
export type Addressing = 'virtual-host' | 'path' | 'custom-domain';

/** Credentials plus endpoint, without the secrets. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** With scheme, such as `https://oss-cn-hangzhou.aliyuncs.com`. */
  readonly endpoint: string;
  /** Signing region, such as `cn-hangzhou`. */
  readonly region: string;
  readonly addressing: Addressing;
  readonly credentials: CredentialSource;
}

/** One source to one object. */
export interface Transfer {
  readonly id: number;
  readonly batchId: number;
  readonly accountId: string;
  readonly bucket: string;
  readonly key: string;
  readonly source: TransferSource;
  /** What the person sees: the path below the root that was added. */
  readonly relativePath: string;
  readonly size: number;
  readonly state: TransferState;
  /** Bytes of finished parts, or the size once done. */
  readonly bytesSent: number;
  /** Attempts since bytes last advanced. */
  readonly attempts: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What one drop, paste or command added. */
export interface Batch {
  readonly id: number;
  readonly name: string;
  readonly destination: Destination;
  readonly conflictPolicy: ConflictPolicy;
  readonly options: UploadOptions;
  readonly scanOptions: ScanOptions;
  readonly createdAt: number;
  readonly scan: 'scanning' | 'complete';
}

/** What the callback server answered, kept with the result of an upload. */
export type CallbackAnswer =
  | { readonly ok: true; readonly body: string }
  /** The object is stored; only the callback did not work. */
  | { readonly ok: false; readonly error: ErrorRecord };

/** Facts about a finished object. */
export interface ObjectResult {
  readonly etag: string;
  readonly crc64?: Crc64;
  readonly requestId: string;
  readonly callback?: CallbackAnswer;
}

/** How many transfers, and how many bytes, stand in a state. */
export interface Tally {
  readonly files: number;
  readonly bytes: number;
}
