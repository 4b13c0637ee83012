import type { ErrorRecord } from './errors.ts';
import type { TransferState } from './transfer-state.ts';
import type { ConflictPolicy, ScanOptions, UploadOptions } from './upload/upload-options.ts';

/**
 * A path on this computer as text.
 *
 * A path that is not valid UTF-8 (possible on Linux) is stored as NUL, `x:` and the hexadecimal
 * form of its bytes. A path cannot contain NUL, so the two forms never collide. Neither a database
 * nor an IPC message loses a byte.
 */
export type SourcePath = string;

/** CRC-64/XZ as the decimal text of `x-oss-hash-crc64ecma`. */
export type Crc64 = string;

/**
 * The values that identify an unchanged file. Numbers that can exceed 2^53 are decimal text.
 * Modification times are compared for equality only, because clocks jump.
 */
export interface SourceIdentity {
  readonly device: string;
  readonly inode: string;
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly modified: string;
  /**
   * Change time of the inode in nanoseconds; every change of the file or its metadata updates it.
   */
  readonly changed: string;
}

/** The source of a transfer. */
export type TransferSource =
  | { readonly kind: 'file'; readonly path: SourcePath }
  /** Bytes without a path (pasted, standard input), kept in a spool file of Ferry until done. */
  | { readonly kind: 'blob'; readonly path: SourcePath; readonly name: string }
  /** The `name/` object that represents an empty folder. */
  | { readonly kind: 'folder-marker'; readonly path: SourcePath };

/** The destination of a batch. */
export interface Destination {
  readonly accountId: string;
  readonly bucket: string;
  /** Prefix of every object key; empty or ending in `/` unless the user chose otherwise. */
  readonly prefix: string;
}

/** The source of credentials. It never contains the secrets themselves. */
export type CredentialSource =
  | { readonly kind: 'environment' }
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'keychain' };

/** How a request names the bucket. */
export type Addressing = 'virtual-host' | 'path' | 'custom-domain';

/** Where requests go, and how they name the bucket. */
export interface ServiceAddress {
  /** With scheme, such as `https://files.example.com`. */
  readonly endpoint: string;
  readonly addressing: Addressing;
}

/** Credential source and endpoint, without the secrets. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** With scheme, such as `https://oss-cn-hangzhou.aliyuncs.com`. */
  readonly endpoint: string;
  /** Signing region, such as `cn-hangzhou`. */
  readonly region: string;
  readonly addressing: Addressing;
  readonly credentials: CredentialSource;
  /** By bucket: where its data goes when that is not `endpoint`. */
  readonly dataAddresses?: Readonly<Record<string, ServiceAddress>>;
}

/** The id of the account of the local sandbox. */
export const sandboxAccountId = 'sandbox';

/**
 * The address for the data of a bucket. An account since 2025 may send no data to the endpoint that
 * answers its control operations, so a bucket can have an address of its own.
 */
export function dataAddressOf(
  account: Pick<Account, 'endpoint' | 'addressing' | 'dataAddresses'>,
  bucket: string,
): ServiceAddress {
  const own = account.dataAddresses?.[bucket];
  if (own !== undefined) return own;
  const { endpoint, addressing } = account;
  return { endpoint, addressing };
}

/** The upload of one source to one object: one row of the queue. */
export interface Transfer {
  readonly id: number;
  readonly batchId: number;
  readonly accountId: string;
  readonly bucket: string;
  readonly key: string;
  readonly source: TransferSource;
  /** The name that the user sees: the path below the root that was added. */
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

/** The files of one drop, paste or command. */
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

/** The response of the callback server, stored with the result of an upload. */
export type CallbackAnswer =
  | { readonly ok: true; readonly body: string }
  /** The object is stored, but the callback failed. */
  | { readonly ok: false; readonly error: ErrorRecord };

/** Facts about a finished object. */
export interface ObjectResult {
  readonly etag: string;
  readonly crc64?: Crc64;
  readonly requestId: string;
  readonly callback?: CallbackAnswer;
}

/** Number of transfers, and their bytes, in a state. */
export interface Tally {
  readonly files: number;
  readonly bytes: number;
}
