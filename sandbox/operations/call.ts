import type { RequestBody } from '../http/request-body.ts';
import type { OperationName } from '../rules/operation.ts';
import type { WireHeaders } from '../rules/objects/object-headers.ts';
import type { Query } from '../text/query.ts';
import type { BucketStorage } from '../storage/bucket-storage.ts';
import type { PieceFiles } from '../storage/piece-files.ts';
import type { Piece } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import type { Accounts, Identity } from '../accounts.ts';

/** A request whose sender and permissions are checked. */
export interface AuthorizedCall {
  readonly operation: OperationName;
  readonly method: string;
  readonly headers: WireHeaders;
  readonly query: Query;
  readonly body: RequestBody;
  readonly identity: Identity;
  readonly requestId: string;
  /** The host name that the client requested, for error responses. */
  readonly hostId: string;
  /** The start of handling, in milliseconds since 1970. */
  readonly now: number;
  /** The current time, for example at the end of a long body. */
  readonly clock: () => number;
  readonly region: string;
  readonly storage: Storage;
  readonly accounts: Accounts;
}

/** A call about an existing bucket (except the call that creates the bucket). */
export interface BucketCall extends AuthorizedCall {
  readonly bucket: BucketStorage;
}

/** A call about a key in a bucket. */
export interface ObjectCall extends BucketCall {
  readonly key: string;
}

/**
 * Stored bytes to send: `start` to `end` (excluded) of the concatenated pieces. The files stay
 * until `release` is called, so that a reader sees one object to its end.
 */
export interface StoredBytes {
  readonly files: PieceFiles;
  readonly pieces: readonly Piece[];
  readonly start: number;
  readonly end: number;
  readonly release: () => void;
}

/** The response to send. Header values are bytes; undefined values are left out. */
export interface OssResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer | StoredBytes;
}

/** An XML response with 200. */
export function xmlResponse(body: string, headers: OssResponse['headers'] = {}): OssResponse {
  return { status: 200, headers: { 'Content-Type': 'application/xml', ...headers }, body };
}
