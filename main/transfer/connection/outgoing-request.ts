import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { untilContinue } from './expect-continue.ts';
import { type RawResponse, readResponse } from './read-response.ts';

/** What happens to a request. */
export interface RequestListeners {
  /** The request has its socket, which may not be connected yet. */
  readonly onSocket: (socket: Socket) => void;
  /** The proxy responded to the request for a tunnel. */
  readonly onTunnel: (status: number) => void;
  /**
   * The head of the response arrived.
   *
   * @param whole rejects with a FailureError
   */
  readonly onResponse: (status: number, whole: Promise<RawResponse>) => void;
  /** The connection failed. After `onResponse` the promise reports it too. */
  readonly onError: (error: unknown) => void;
}

/** A request on its way, over whichever client. */
export interface OutgoingRequest {
  readonly socket: Socket | null;
  /** True when earlier requests used the connection. */
  readonly reusedSocket: boolean;
  /** True when the request has ended and the system took all of its bytes. */
  readonly writableFinished: boolean;
  /** Called once, at once after the request was made. */
  listen(listeners: RequestListeners): void;
  /** Sends the head first. @param written called when the system took the bytes */
  write(bytes: Buffer, written: (error?: Error | null) => void): void;
  end(): void;
  /** Destroys the connection, unless the request has left it. */
  destroy(): void;
  /** Sends the head. Resolves when the body may follow. */
  untilContinue(): Promise<void>;
}

/** A request of node:http. */
export class NodeRequest implements OutgoingRequest {
  readonly #request: ClientRequest;

  constructor(request: ClientRequest) {
    this.#request = request;
  }

  get socket(): Socket | null {
    return this.#request.socket;
  }

  get reusedSocket(): boolean {
    return this.#request.reusedSocket;
  }

  get writableFinished(): boolean {
    return this.#request.writableFinished;
  }

  listen({ onSocket, onTunnel, onResponse, onError }: RequestListeners): void {
    this.#request.once('socket', onSocket);
    this.#request.once('proxyConnect', ({ statusCode }: { statusCode?: number }) => {
      onTunnel(statusCode ?? 0);
    });
    this.#request.once('response', (response) => {
      onResponse(response.statusCode ?? 0, readResponse(response));
    });
    this.#request.on('error', onError);
  }

  write(bytes: Buffer, written: (error?: Error | null) => void): void {
    this.#request.write(bytes, written);
  }

  end(): void {
    this.#request.end();
  }

  destroy(): void {
    this.#request.destroy();
  }

  untilContinue(): Promise<void> {
    return untilContinue(this.#request);
  }
}
