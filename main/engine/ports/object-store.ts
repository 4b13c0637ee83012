import type { CallbackAnswer, Crc64, SourceIdentity } from '../../../shared/transfer.ts';
import type { UploadOptions } from '../../../shared/upload-options.ts';
import type { SourceHandle } from './source-files.ts';

/** One object, as an account reaches it. */
export interface ObjectTarget {
  readonly accountId: string;
  readonly bucket: string;
  readonly key: string;
}

/** The bytes [start, end) of an open source. */
export interface ByteRange {
  readonly source: SourceHandle;
  readonly start: number;
  readonly end: number;
}

/** The bytes of a part. */
export interface PartBytes extends ByteRange {
  /** Also sends Content-MD5, for servers that answer without a CRC-64. */
  readonly withMd5: boolean;
}

/** What accompanies every request. */
export interface RequestContext {
  /** Aborting destroys the socket at once, also while the answer is awaited. */
  readonly signal: AbortSignal;
  /** Milliseconds without a byte moving, in either direction, after which the socket is destroyed. */
  readonly idleTimeout: number;
  /** Bytes handed to the socket since the last call; at most ten calls a second. */
  readonly onBytes?: (bytes: number) => void;
}

/** What the object shall carry. `mime` is already decided; `parallel` and `partSize` are not sent. */
export interface ObjectOptions extends Omit<UploadOptions, 'parallel' | 'partSize'> {
  /** Sends `x-oss-forbid-overwrite: true`. */
  readonly forbidOverwrite: boolean;
}

/** OSS accepted bytes: status 2xx, a request id and an ETag were there. Checksums are not compared yet. */
export interface Receipt {
  readonly etag: string;
  readonly requestId: string;
  /** CRC-64 of the bytes that were read and sent. */
  readonly sentCrc64: Crc64;
  /** CRC-64 that OSS calculated; absent when the answer had none. */
  readonly storedCrc64?: Crc64;
  /** Whether the bytes were accepted under a Content-MD5 of ours. */
  readonly md5Checked: boolean;
}

export interface PutReceipt extends Receipt {
  /** The identity of the file after its bytes were sent, if whoever sent them looked. */
  readonly sourceAfter?: SourceIdentity;
  readonly callback?: CallbackAnswer;
}

export interface CompleteReceipt {
  readonly etag: string;
  readonly requestId: string;
  /** CRC-64 of the whole object; absent when the answer had none. */
  readonly storedCrc64?: Crc64;
  readonly callback?: CallbackAnswer;
}

export interface RemotePart {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
}

export interface ObjectFacts {
  readonly size: number;
  readonly etag: string;
  readonly crc64?: Crc64;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
  /**
   * Milliseconds since the object was written, both times by the server's clock and to the second;
   * infinite when the response has no time.
   */
  readonly age: number;
  readonly requestId: string;
  /** Lower-cased names without `x-oss-meta-`. */
  readonly meta: Readonly<Record<string, string>>;
}

export interface RemoteUpload {
  readonly key: string;
  readonly uploadId: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly initiated: number;
}

/**
 * OSS, one call a method. Every method makes one attempt: deciding about another one is the
 * engine's. Two exceptions live below this line, because they change nothing that was asked for:
 * a signature refused for a wrong clock is made again once with the server's time, and one refused
 * for an expired token is made again once with renewed credentials.
 *
 * All methods throw TransferError; an aborted signal rejects with the signal's reason.
 */
export interface ObjectStore {
  /** `undefined` when there is no such object. @throws `access-denied` when HEAD is not permitted. */
  head(target: ObjectTarget, context: RequestContext): Promise<ObjectFacts | undefined>;

  /**
   * PutObject, always under a Content-MD5, so that OSS stores no damaged bytes. `range` absent means
   * no bytes at all (folder markers).
   * @throws `object-exists` when forbidden to overwrite, `source-changed` on a short read,
   *   `corrupted-on-the-way` when OSS refused damaged bytes.
   */
  put(
    target: ObjectTarget,
    range: ByteRange | undefined,
    options: ObjectOptions,
    context: RequestContext,
  ): Promise<PutReceipt>;

  /** InitiateMultipartUpload: the new uploadId. */
  initiate(target: ObjectTarget, options: ObjectOptions, context: RequestContext): Promise<string>;

  /** UploadPart. */
  uploadPart(
    target: ObjectTarget,
    uploadId: string,
    number: number,
    range: PartBytes,
    context: RequestContext,
  ): Promise<Receipt>;

  /**
   * CompleteMultipartUpload. `parts` in ascending order.
   * @throws `part-rejected` for InvalidPart, `upload-missing` for NoSuchUpload.
   */
  complete(
    target: ObjectTarget,
    uploadId: string,
    parts: readonly RemotePart[],
    options: ObjectOptions,
    context: RequestContext,
  ): Promise<CompleteReceipt>;

  /** AbortMultipartUpload. @throws `upload-missing` when the uploadId is unknown: then it is gone. */
  abort(target: ObjectTarget, uploadId: string, context: RequestContext): Promise<void>;

  /** All parts, following the pages. @throws `upload-missing`. */
  listParts(
    target: ObjectTarget,
    uploadId: string,
    context: RequestContext,
  ): Promise<readonly RemotePart[]>;

  /** All unfinished multipart uploads under a prefix, following the pages. */
  listUploads(
    target: { readonly accountId: string; readonly bucket: string; readonly prefix: string },
    context: RequestContext,
  ): Promise<readonly RemoteUpload[]>;

  /**
   * Asks OSS something that needs no right beyond `oss:ListParts` and changes nothing.
   * Resolves when endpoint, credentials and bucket work.
   * @throws `offline`, `bucket-missing`, `credentials-rejected`, `access-denied` …
   */
  probe(target: ObjectTarget, context: RequestContext): Promise<void>;
}

/** The one bandwidth limit of the app. */
export interface Bandwidth {
  /** Bytes a second for everything that is sent; `null` is no limit. Acts at once. */
  setLimit(bytesPerSecond: number | null): void;
}
