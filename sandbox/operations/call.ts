import type { RequestBody } from '../http/request-body.ts';
import type { OperationName } from '../rules/operation.ts';
import type { WireHeaders } from '../rules/object-headers.ts';
import type { Query } from '../rules/query.ts';
import type { BucketStorage } from '../storage/bucket-storage.ts';
import type { PieceFiles } from '../storage/piece-files.ts';
import type { Piece } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import type { Accounts, Identity } from '../accounts.ts';

/** A request whose sender and rights are known. */
export interface AuthorizedCall {
  readonly operation: OperationName;
  readonly method: string;
  readonly headers: WireHeaders;
  readonly query: Query;
  readonly body: RequestBody;
  readonly identity: Identity;
  readonly requestId: string;
  /** The name the client asked, for error answers. */
  readonly hostId: string;
  /** When the request was looked at, in milliseconds since 1970. */
  readonly now: number;
  /** The time now: when something is stored at the end of a long body. */
  readonly clock: () => number;
  readonly region: string;
  readonly storage: Storage;
  readonly accounts: Accounts;
}

/** A call about a bucket that exists (but for the one that creates it). */
export interface BucketCall extends AuthorizedCall {
  readonly bucket: BucketStorage;
}

/** A call about a key in a bucket. */
export interface ObjectCall extends BucketCall {
  readonly key: string;
}

/**
 * Stored bytes to send: `start` to `end` (excluded) of the pieces laid end to end. They are held
 * until `release` is called, so that a reader sees one object to its end.
 */
export interface StoredBytes {
  readonly files: PieceFiles;
  readonly pieces: readonly Piece[];
  readonly start: number;
  readonly end: number;
  readonly release: () => void;
}

/** What to send back. Header values as bytes; undefined ones are left out. */
export interface ServerAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer | StoredBytes;
}

/** An XML answer with 200. */
export function xmlAnswer(body: string, headers: ServerAnswer['headers'] = {}): ServerAnswer {
  return { status: 200, headers: { 'Content-Type': 'application/xml', ...headers }, body };
}
