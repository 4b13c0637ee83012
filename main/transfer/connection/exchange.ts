import { fstatSync } from 'node:fs';
import { BodySender, type SenderResources } from '../workers/body-sender.ts';
import { classifyFailure, failure } from './classify-failure.ts';
import { ConnectionWatch, proxyFailure } from './connection-watch.ts';
import { isFrom, type OpenRequest, type Connections } from './connections.ts';
import { formatCrc64 } from '../workers/crc64.ts';
import type { OutgoingRequest, RawResponse } from './outgoing-request.ts';
import { identityOf } from '../source/open-source.ts';
import type { TransportFailure, TransportRequest } from '../transport.ts';
import type { SourceIdentity } from '../../../shared/transfer.ts';

/** How an exchange ended. */
export type ExchangeEnding =
  | {
      readonly kind: 'response';
      readonly response: RawResponse;
      readonly sentCrc64?: string;
      readonly sourceAfter?: SourceIdentity;
    }
  | { readonly kind: 'failure'; readonly failure: TransportFailure }
  | { readonly kind: 'stopped' };

/** One request and its response, in a worker. */
export class SocketExchange {
  readonly #request: TransportRequest;
  readonly #connections: Connections;
  readonly #isSmall: boolean;
  readonly #sender: BodySender;
  readonly #ending = Promise.withResolvers<ExchangeEnding>();
  #isOver = false;
  #call: OpenRequest | undefined;
  #watch: ConnectionWatch | undefined;
  #hasResponded = false;

  /**
   * @param isSmall true for one of many small files: see `Connections.openSmall`
   * @param onTaken called when the system took the last byte of a file
   */
  constructor(
    request: TransportRequest,
    connections: Connections,
    resources: SenderResources,
    {
      isSmall = false,
      onTaken,
    }: { readonly isSmall?: boolean; readonly onTaken?: () => void } = {},
  ) {
    this.#request = request;
    this.#connections = connections;
    this.#isSmall = isSmall;
    this.#sender = new BodySender(resources, () => this.#open(), onTaken);
  }

  /** Resolves when the request is over and its file is no longer read. Never rejects. */
  async run(): Promise<ExchangeEnding> {
    void this.#send();
    const ending = await this.#ending.promise;
    await this.#sender.whenUnread();
    const releaseSlots = (): void => this.#sender.releaseAll();
    if (this.#watch === undefined) releaseSlots();
    else this.#watch.end(releaseSlots);
    return ending;
  }

  /** Ends the request at once. */
  stop(): void {
    this.#end({ kind: 'stopped' });
  }

  /**
   * Ends the request because its connection is dropped: all connections, or those from these
   * addresses.
   */
  drop(addresses?: readonly string[]): void {
    if (addresses === undefined) {
      this.#fail(failure('connection-lost', 'All connections were dropped'));
    } else if (isFrom(this.#call?.request.socket, addresses)) {
      this.#fail(failure('address-lost', 'The address of the connection is gone'));
    }
  }

  /** Ends the request because no byte moved on its connection for so many milliseconds. */
  dropStalled(milliseconds: number): void {
    if (this.#call === undefined || this.#sender.isWaiting) return;
    if (this.#sender.stillFor < milliseconds) return;
    this.#fail(failure('stalled', `No byte moved for ${milliseconds} ms on this connection only`));
  }

  /** Bytes of the body that the socket took since the last call. */
  takeMoved(): number {
    return this.#sender.takeMoved();
  }

  /** As `BodySender.takeWaited`. */
  takeWaited(): number {
    return this.#sender.takeWaited();
  }

  async #send(): Promise<void> {
    try {
      if (this.#connections.ready !== undefined) await this.#connections.ready;
      if (this.#isOver) return;
      if (this.#request.expectContinue === true) await this.#sender.begin().untilContinue();
      if (await this.#sender.send(this.#request.body)) this.#awaitResponse();
    } catch (error) {
      this.#failFor(error);
    }
  }

  #open(): OutgoingRequest {
    const length = bodyLength(this.#request);
    const call =
      this.#isSmall && length !== undefined
        ? this.#connections.openSmall(this.#request, length)
        : this.#connections.open(this.#request, length);
    this.#call = call;
    const watch = new ConnectionWatch(call, {
      idleTimeout: this.#request.idleTimeout,
      isExcused: () => this.#sender.isWaiting,
      onFailure: (reason) => this.#fail(reason),
    });
    this.#watch = watch;
    call.request.listen({
      onSocket: (socket) => watch.onSocket(socket),
      onTunnel: (status) => watch.onTunnel(status),
      onResponse: (status, whole) => void this.#take(status, whole),
      onError: (error) => {
        // After the response begins, its own events decide the result.
        if (!this.#hasResponded) this.#failFor(error);
      },
    });
    return call.request;
  }

  #awaitResponse(): void {
    const length = bodyLength(this.#request) ?? 0;
    const { sendingTime } = this.#sender;
    this.#watch?.extendTimeout(responseTimeout(this.#request.idleTimeout, length, sendingTime));
  }

  async #take(status: number, whole: Promise<RawResponse>): Promise<void> {
    this.#hasResponded = true;
    // The server responded without the rest of the body.
    if (status >= 300) this.#sender.halt();
    try {
      const received = await whole;
      if (status === 407 && this.#call?.way === 'forward') this.#fail(proxyFailure(status));
      else this.#end(await this.#finish(received));
    } catch (error) {
      this.#failFor(error);
    }
  }

  async #finish(response: RawResponse): Promise<ExchangeEnding> {
    const isSent = await this.#sender.whenDone();
    const { body } = this.#request;
    if (!isSent || body.kind !== 'file') return { kind: 'response', response };
    const ending = {
      kind: 'response',
      response,
      sentCrc64: formatCrc64(this.#sender.crc),
    } as const;
    return body.identityAfter === true
      ? { ...ending, ...readIdentityAfter(body.descriptor) }
      : ending;
  }

  #failFor(error: unknown): void {
    if (this.#call?.request.reusedSocket === true) this.#connections.dropIdle();
    const nowhere = { connected: false, atProxy: false };
    this.#fail(classifyFailure(error, this.#watch?.facts ?? nowhere));
  }

  #fail(reason: TransportFailure): void {
    this.#end({ kind: 'failure', failure: reason });
  }

  #end(ending: ExchangeEnding): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#sender.halt();
    const request = this.#call?.request;
    const isReusable = ending.kind === 'response' && request?.writableFinished === true;
    if (!isReusable) request?.destroy();
    this.#ending.resolve(ending);
  }
}

/** Without an identity the caller reads the file itself and gets the error. */
function readIdentityAfter(descriptor: number): { sourceAfter?: SourceIdentity } {
  try {
    return { sourceAfter: identityOf(fstatSync(descriptor, { bigint: true })) };
  } catch {
    return {};
  }
}

/** The Content-Length; `undefined` for methods that have no body. */
function bodyLength({ method, body }: TransportRequest): number | undefined {
  switch (body.kind) {
    case 'none':
      return method === 'PUT' || method === 'POST' ? 0 : undefined;
    case 'bytes':
      return body.bytes.length;
    case 'file':
      return body.end - body.start;
  }
}

const MiB = 1024 * 1024;
/**
 * The largest part of a completely written body that may still be on this computer. Linux lets the
 * send buffer of a socket grow to 4 MiB, other systems to less; a proxy on this computer, as VPN
 * programs have one, holds another MiB and more in its own buffers.
 */
const largestBuffered = 6 * MiB;
/** The slowest connection whose buffered bytes are waited for, in bytes per millisecond. */
const slowestConnection = 64;
/** But no longer than so many idle timeouts: a dead connection has to be noticed. */
const mostIdleTimeouts = 2;

/**
 * Timeout for the response after the last byte of the body went to the system, in milliseconds.
 *
 * On a slow line the end of the body is still buffered, and no byte moves that Ferry could observe.
 * The idle timeout therefore begins after the time to empty the buffers: at the average speed of the
 * body, or at that of a slow connection, because a body that fits into the buffers shows no speed.
 *
 * @param sendingTime milliseconds from the first byte of the body to the last
 */
export function responseTimeout(
  idleTimeout: number,
  bodyBytes: number,
  sendingTime: number,
): number {
  if (bodyBytes === 0) return idleTimeout;
  const buffered = Math.min(bodyBytes, largestBuffered);
  const slowest = Math.min(buffered / slowestConnection, mostIdleTimeouts * idleTimeout);
  return idleTimeout + Math.max((sendingTime * buffered) / bodyBytes, slowest);
}
