/**
 * The contract of the byte movers: what a request looks like on its way to a worker thread and back.
 * Types only; the OSS adapter builds requests and reads answers, the workers move the bytes.
 */

import type { SourceIdentity } from '../../shared/transfer.ts';

/** What a request carries. */
export type TransportBody =
  | { readonly kind: 'none' }
  /** Small bodies built by the SDK, such as the XML of Complete. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The bytes of an open file. */
  | ({
      readonly kind: 'file';
      /** Whether the answer shall tell what the file is then. */
      readonly lookAfter?: boolean;
      /** The same bytes, read before: the range is read again only if they are gone. */
      readonly kept?: KeptBytes;
    } & FileRange);

/** Names the bytes of a range that a worker has read and still holds in its memory. */
export interface KeptBytes {
  readonly worker: number;
  readonly id: number;
}

/** MD5 of a range in base64, as `Content-MD5` wants it. */
export interface Digest {
  readonly md5: string;
  /** Absent for a range that is too long to be kept. */
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
  /** Values as Node wants them: one character a byte (latin1). Content-Length is set by the mover. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: TransportBody;
  /** Milliseconds without a byte moving in either direction. */
  readonly idleTimeout: number;
}

export interface TransportAnswer {
  readonly status: number;
  /** Lower-case names; values latin1, several of one name joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most `maxAnswerBytes`; a larger answer is a TransportFailure `answer-too-large`. */
  readonly body: Uint8Array;
  /**
   * CRC-64/XZ of the bytes that were read from the file and sent, decimal. File bodies only, and
   * absent when the answer came before the whole body had been sent.
   */
  readonly sentCrc64?: string;
  /** The identity of the file after its bytes were sent, if that was asked for and it could be told. */
  readonly sourceAfter?: SourceIdentity;
}

/** Answers of OSS that Ferry reads are small; ListParts of 1,000 parts has about 300 KB. */
export const maxAnswerBytes = 4 * 1024 * 1024;

/** Why no answer came. */
export type TransportFailureReason =
  /** Name not found, network unreachable, no route: nothing left this computer. */
  | 'unreachable'
  /** Connection refused by the host. */
  | 'refused'
  /** The connection broke after it had been made. */
  | 'connection-lost'
  /** The connection was ended because its address of this computer is gone. */
  | 'address-lost'
  /** No byte moved for `idleTimeout`. */
  | 'idle'
  /** The certificate was not accepted; `detail` names the issuer. */
  | 'certificate'
  /** The proxy answered 407 or refused the tunnel. */
  | 'proxy-authentication'
  | 'proxy-failed'
  /** The source gave fewer bytes than the range has. */
  | 'short-read'
  /** The source could not be read. */
  | 'read-failed'
  | 'answer-too-large'
  /** A worker died; nothing is known about the request. */
  | 'worker-failed';

/** Plain data, because it crosses a thread. */
export interface TransportFailure {
  readonly reason: TransportFailureReason;
  /** One line, without URL, header or secret. */
  readonly detail: string;
  /** Node's `errno` name, such as `ECONNRESET`. */
  readonly systemCode?: string;
}

/** What `Transport.send` rejects with when no answer came. */
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
   * Bytes of the body handed to the socket since the last call; at most ten calls a second, and a
   * last one with the rest before an answer is given.
   */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** How to reach the network. */
export type TransportProxy =
  | { readonly mode: 'direct' }
  /** `http://user:password@host:port`; lives in memory only and is never logged. */
  | { readonly mode: 'fixed'; readonly url: string; readonly bypass: readonly string[] };

/** A pool of worker threads that move bytes. */
export interface Transport {
  /**
   * Sends one request and resolves with the whole answer, whatever its status. Redirects are not
   * followed. Settles only after the worker no longer touches the descriptor.
   */
  send(request: TransportRequest, options: SendOptions): Promise<TransportAnswer>;
  /** CRC-64/XZ of a range, decimal. Rejects with TransportError `short-read` or `read-failed`. */
  checksum(range: FileRange, signal: AbortSignal): Promise<string>;
  /**
   * MD5 of a range. The bytes of a short one stay in the worker's memory for the `send` that
   * follows, so that a small file is read once. Rejects as `checksum` does.
   */
  digest(range: FileRange, signal: AbortSignal): Promise<Digest>;
  /**
   * Closes a descriptor that no call uses any more, without an answer. A worker does it, because it
   * costs less to say so beside other messages than to wake a thread for it.
   */
  release(descriptor: number): void;
  /** Bytes a second for everything; `null` is no limit. Acts at once, also on running requests. */
  setLimit(bytesPerSecond: number | null): void;
  setProxy(proxy: TransportProxy): void;
  /**
   * Destroys sockets, idle or busy: those bound to these addresses of this computer, or all of them.
   * Requests on them fail as `connection-lost`, or as `address-lost` when addresses are given.
   */
  dropConnections(addresses?: readonly string[]): void;
  /** Destroys every socket and ends the workers. */
  close(): Promise<void>;
}
