/**
 * The contract of the transport: the form of requests to a worker thread and of their responses.
 * This file holds types only. The OSS adapter builds requests and reads responses; the workers
 * move the bytes.
 */

import type { SourceIdentity, SourcePath } from '../../shared/transfer.ts';
import type { SigningScope } from '../signature/sign-v4.ts';

/** The body of a request. */
export type TransportBody =
  | { readonly kind: 'none' }
  /** Small bodies built by the SDK, such as the XML of Complete. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The bytes of an open file. */
  | ({
      readonly kind: 'file';
      /** True when the response must include the identity of the file after sending. */
      readonly identityAfter?: boolean;
      /**
       * The same bytes in the memory of the worker: the range is read again only if they are gone.
       */
      readonly kept?: KeptBytes;
    } & FileRange);

/** Names the bytes of a range that a worker has read and still keeps in memory. */
export interface KeptBytes {
  readonly worker: number;
  readonly id: number;
}

/** MD5 of a range in base64, in the form of `Content-MD5`. */
export interface Digest {
  readonly md5: string;
  /** Absent when the range is too long to keep. */
  readonly kept?: KeptBytes;
}

/** The bytes [start, end) of an open file. The descriptor stays open until the call settles. */
export interface FileRange {
  readonly descriptor: number;
  readonly start: number;
  readonly end: number;
}

export interface TransportRequest {
  readonly method: string;
  /** Absolute, http or https, already signed. */
  readonly url: string;
  /**
   * Values in the form of Node: one character a byte (latin1). The transport sets Content-Length.
   */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: TransportBody;
  /** Idle timeout in milliseconds: no byte moves in either direction. */
  readonly idleTimeout: number;
  /**
   * True to send `Expect: 100-continue`, and the body only when the server asks for it or is silent
   * for a second: servers and proxies may not know the header (RFC 9110, 10.1.1).
   */
  readonly expectContinue?: boolean;
}

/**
 * What many small files have in common. Requests share one object, which a message to a worker then
 * holds once.
 */
export interface FileDestination {
  /** The URL up to the key, such as `https://bucket.oss-cn-hangzhou.aliyuncs.com/`. */
  readonly above: string;
  readonly bucket: string;
  /** As text. */
  readonly headers: Readonly<Record<string, string>>;
  readonly scope: SigningScope;
  /** Milliseconds by which the server's clock is ahead of this computer's. */
  readonly clockOffset: number;
}

/** PutObject of a whole small file. The worker opens, sums, signs and sends it. */
export interface FileRequest {
  readonly path: SourcePath;
  /** The worker sends no other file, and no file that changed. */
  readonly identity: SourceIdentity;
  readonly key: string;
  /**
   * Further headers, as text. The worker adds the date, Content-MD5, Content-Length and the
   * signature.
   */
  readonly headers: Readonly<Record<string, string>>;
  readonly destination: FileDestination;
  /** As in `TransportRequest`. */
  readonly idleTimeout: number;
}

/** A file of at most this many bytes can be sent by `sendFile`: it lies in memory as a whole. */
export const maxFileRequest = 512 * 1024;

export interface TransportResponse {
  readonly status: number;
  /** Lower-case names; values latin1, several of one name joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most `maxResponseBytes`; a larger response is a TransportFailure `response-too-large`. */
  readonly body: Uint8Array;
  /**
   * CRC-64/XZ of the bytes that were read from the file and sent, decimal. File bodies only.
   * Absent when the response arrived before the whole body was sent.
   */
  readonly sentCrc64?: string;
  /**
   * The identity of the file after sending, if the request asked for it and the worker could read
   * it.
   */
  readonly sourceAfter?: SourceIdentity;
}

/** Responses of OSS that Ferry reads are small; ListParts of 1,000 parts has about 300 KB. */
export const maxResponseBytes = 4 * 1024 * 1024;

/** Why no response arrived. */
export type TransportFailureReason =
  /** Name not found, network unreachable or no route: no byte left this computer. */
  | 'unreachable'
  /** Connection refused by the host. */
  | 'refused'
  /** The established connection broke. */
  | 'connection-lost'
  /** Ferry closed the connection because this computer lost its local address. */
  | 'address-lost'
  /** Ferry closed the connection because no byte moved on it although others came through. */
  | 'stalled'
  /** No byte moved for `idleTimeout`. */
  | 'idle'
  /** Ferry rejected the certificate; `detail` names the issuer. */
  | 'certificate'
  /** The proxy responded with 407 or refused the tunnel. */
  | 'proxy-authentication'
  | 'proxy-failed'
  /** The source had fewer bytes than the range. */
  | 'short-read'
  /** The source could not be read. */
  | 'read-failed'
  | 'response-too-large'
  /** A worker died; the state of the request is unknown. */
  | 'worker-failed';

/** Plain data, because it crosses a thread. */
export interface TransportFailure {
  readonly reason: TransportFailureReason;
  /** One line, without URL, header or secret. */
  readonly detail: string;
  /** Node's `errno` name, such as `ECONNRESET`. */
  readonly systemCode?: string;
}

/** `Transport.send` rejects with this error when no response arrived. */
export class TransportError extends Error {
  readonly failure: TransportFailure;

  constructor(failure: TransportFailure) {
    super(failure.detail);
    this.name = 'TransportError';
    this.failure = failure;
  }
}

export interface SendOptions {
  /** Aborting destroys the socket at once; the promise then rejects with `signal.reason`. */
  readonly signal: AbortSignal;
  /**
   * Bytes of the body handed to the socket since the last call, and for how many milliseconds the
   * socket had taken all bytes while the next ones were read from the file. There are at most ten
   * calls a second, and a last call with the rest before the response.
   */
  readonly onBytes?: ((bytes: number, waitedForSource?: number) => void) | undefined;
}

/** How to reach the network. */
export type TransportProxy =
  | { readonly mode: 'direct' }
  /** `http://user:password@host:port`; lives in memory only and is never logged. */
  | { readonly mode: 'fixed'; readonly url: string; readonly bypass: readonly string[] };

/** A pool of worker threads that send and read bytes. */
export interface Transport {
  /** Starts a worker ahead of the first request, which then does not wait for the thread. */
  prepare(): void;
  /**
   * Sends one request and resolves with the complete response, for every status. Redirects are not
   * followed. Settles only when the worker no longer uses the descriptor.
   */
  send(request: TransportRequest, options: SendOptions): Promise<TransportResponse>;
  /**
   * Sends a small file as `send` does, with all its work in a worker: one message there and one
   * back. Resolves with `undefined` when nothing was sent, because the file could not be read, is
   * another one or is empty, or because the signing key is of another day.
   */
  sendFile(request: FileRequest, options: SendOptions): Promise<TransportResponse | undefined>;
  /** CRC-64/XZ of a range, decimal. Rejects with TransportError `short-read` or `read-failed`. */
  checksum(range: FileRange, signal: AbortSignal): Promise<string>;
  /**
   * MD5 of a range. The worker keeps the bytes of a short range in memory for the next `send`, so
   * that a small file is read once. Rejects as `checksum` does.
   */
  digest(range: FileRange, signal: AbortSignal): Promise<Digest>;
  /**
   * Closes a descriptor that no call uses any more; there is no reply. A worker closes it, because
   * a message that travels with others costs less than waking a thread.
   */
  release(descriptor: number): void;
  /**
   * The limit for all requests in bytes a second; `null` is no limit. Acts at once, also on
   * running requests.
   */
  setLimit(bytesPerSecond: number | null): void;
  setProxy(proxy: TransportProxy): void;
  /**
   * Destroys idle and busy sockets: all, or those bound to these addresses of this computer.
   * Requests on them fail as `connection-lost`, or as `address-lost` when addresses are given.
   */
  dropConnections(addresses?: readonly string[]): void;
  /**
   * Destroys idle sockets, and busy ones on which no byte moved for so many milliseconds. Requests
   * on them fail as `stalled`.
   */
  dropStalled(milliseconds: number): void;
  /** Destroys every socket and ends the workers. */
  close(): Promise<void>;
}
