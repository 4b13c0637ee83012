import type {
  CallbackAnswer,
  Crc64,
  SourceIdentity,
  SourcePath,
} from '../../../shared/transfer.ts';
import type { UploadOptions } from '../../../shared/upload/upload-options.ts';
import type { SourceHandle } from './source-files.ts';

/** One object and the account that reaches it. */
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

/** A file that is opened only by the thread that sends it. */
export interface ExpectedFile {
  readonly path: SourcePath;
  /** The identity that a scan found. No other file is sent, and none that has changed since. */
  readonly identity: SourceIdentity;
}

/** The bytes of a part. */
export interface PartBytes extends ByteRange {
  /** Also sends Content-MD5, for servers that respond without a CRC-64. */
  readonly withMd5: boolean;
}

/** Options of every request. */
export interface RequestContext {
  /** An abort destroys the socket at once, also while the request waits for the response. */
  readonly signal: AbortSignal;
  /**
   * Idle timeout: milliseconds without a byte in either direction before the socket is destroyed.
   */
  readonly idleTimeout: number;
  /** Sends the body only after the server asked for it: `Expect: 100-continue`. */
  readonly expectContinue?: boolean;
  /**
   * Reports the bytes handed to the socket since the last call, and for how many milliseconds the
   * socket had none because the file was still read; at most ten calls a second.
   */
  readonly onBytes?: (bytes: number, waitedForSource?: number) => void;
}

/**
 * Properties of the object. `mime` and `meta` are already decided; `parallel` and `partSize` are not
 * sent.
 */
export interface ObjectOptions extends Omit<UploadOptions, 'parallel' | 'partSize' | 'keepTimes'> {
  /** Sends `x-oss-forbid-overwrite: true`. */
  readonly forbidOverwrite: boolean;
}

/**
 * OSS accepted the bytes: the response had status 2xx, a request id and an ETag. The caller still
 * has to compare the checksums.
 */
export interface Receipt {
  readonly etag: string;
  readonly requestId: string;
  /** CRC-64 of the bytes that were read and sent. */
  readonly sentCrc64: Crc64;
  /** CRC-64 that OSS calculated; absent when the response had none. */
  readonly storedCrc64?: Crc64;
  /** True when OSS accepted the bytes under a Content-MD5 of Ferry. */
  readonly md5Checked: boolean;
}

export interface PutReceipt extends Receipt {
  /** Identity of the file after its bytes were sent; absent when the sender did not read it. */
  readonly sourceAfter?: SourceIdentity;
  readonly callback?: CallbackAnswer;
}

export interface CompleteReceipt {
  readonly etag: string;
  readonly requestId: string;
  /** CRC-64 of the whole object; absent when the response had none. */
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
   * Milliseconds since the object was written. Both times come from the server's clock, in whole
   * seconds. Infinite when the response has no time.
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
 * The OSS API, one request a method. Every method makes one attempt, and the engine decides about
 * retries. Two retries happen below this interface, because they do not change the request. After a
 * refused signature with a wrong clock, the request is sent once more with the server's time. After
 * an expired token, it is sent once more with renewed credentials.
 *
 * All methods throw TransferError; an aborted signal rejects with the signal's reason.
 */
export interface ObjectStore {
  /**
   * `undefined` when the object does not exist. @throws `access-denied` when HEAD is not permitted.
   */
  head(target: ObjectTarget, context: RequestContext): Promise<ObjectFacts | undefined>;

  /**
   * PutObject, always with a Content-MD5, so that OSS stores no damaged bytes. An absent `range`
   * means an empty body (folder markers).
   * @throws `object-exists` when overwriting is forbidden, `source-changed` on a short read,
   *   `corrupted-on-the-way` when OSS refused damaged bytes.
   */
  put(
    target: ObjectTarget,
    range: ByteRange | undefined,
    options: ObjectOptions,
    context: RequestContext,
  ): Promise<PutReceipt>;

  /**
   * `put` of a whole small file by its path: another thread opens, sums, signs and sends it. The
   * receipt holds the identity after sending.
   *
   * @returns `undefined` when OSS stored nothing and `put` has to be used: the file cannot be read
   *   or is not the expected one, is empty or too large, or needs a callback
   * @throws as `put`
   */
  putFile(
    target: ObjectTarget,
    file: ExpectedFile,
    options: ObjectOptions,
    context: RequestContext,
  ): Promise<PutReceipt | undefined>;

  /** InitiateMultipartUpload. Resolves with the new uploadId. */
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

  /** AbortMultipartUpload. @throws `upload-missing` when OSS does not know the uploadId. */
  abort(target: ObjectTarget, uploadId: string, context: RequestContext): Promise<void>;

  /** Lists all parts across all pages. @throws `upload-missing`. */
  listParts(
    target: ObjectTarget,
    uploadId: string,
    context: RequestContext,
  ): Promise<readonly RemotePart[]>;

  /** Lists all unfinished multipart uploads under a prefix, across all pages. */
  listUploads(
    target: { readonly accountId: string; readonly bucket: string; readonly prefix: string },
    context: RequestContext,
  ): Promise<readonly RemoteUpload[]>;

  /**
   * Sends a request that needs no right beyond `oss:ListParts` and changes nothing. Resolves when
   * endpoint, credentials and bucket work.
   * @throws `offline`, `bucket-missing`, `credentials-rejected`, `access-denied` …
   */
  probe(target: ObjectTarget, context: RequestContext): Promise<void>;
}

/** The rate limiter for all bytes that the app sends. */
export interface Bandwidth {
  /** Sets bytes a second for all sent data; `null` means no limit. It takes effect at once. */
  setLimit(bytesPerSecond: number | null): void;
}
