import type { Socket } from 'node:net';
import { failure, FailureError, oneLine } from './classify-failure.ts';
import type {
  OutgoingRequest,
  RequestListeners,
  RawResponse,
  RequestTarget,
} from './outgoing-request.ts';
import { ResponseReader } from './response-reader.ts';

/**
 * Called when the request needs its connection no longer.
 *
 * @param keptFor milliseconds for which the server keeps it; 0 when it cannot carry another request
 */
type LeaveConnection = (keptFor: number) => void;

/** A request and its response on a connection of its own to the server. */
export class DirectRequest implements OutgoingRequest {
  readonly socket: Socket;
  readonly reusedSocket: boolean;
  readonly #leave: LeaveConnection;
  readonly #reader = new ResponseReader();
  readonly #whole = Promise.withResolvers<RawResponse>();
  /** The head of the request, until it is sent. */
  #head: string | undefined;
  #listeners: RequestListeners | undefined;
  #unwritten = 0;
  #isEnded = false;
  #hasResponded = false;
  #hasLeft = false;

  /** @param head the request line and the headers, with the empty line after them */
  constructor(socket: Socket, head: string, isReused: boolean, leave: LeaveConnection) {
    this.socket = socket;
    this.#head = head;
    this.reusedSocket = isReused;
    this.#leave = leave;
    // After a stop the exchange no longer waits for the response, which may still break.
    this.#whole.promise.catch(() => undefined);
  }

  get writableFinished(): boolean {
    return this.#isEnded && this.#unwritten === 0;
  }

  listen(listeners: RequestListeners): void {
    this.#listeners = listeners;
    listeners.onSocket(this.socket);
  }

  write(bytes: Buffer, written: (error?: Error | null) => void): void {
    this.#unwritten += 1;
    const onWritten = (error?: Error | null): void => {
      if (!error) this.#unwritten -= 1;
      written(error);
      this.#leaveWhenOver();
    };
    if (this.#head === undefined) {
      this.socket.write(bytes, onWritten);
      return;
    }
    this.socket.cork();
    this.#sendHead();
    this.socket.write(bytes, onWritten);
    this.socket.uncork();
  }

  end(): void {
    this.#sendHead();
    this.#isEnded = true;
    this.#leaveWhenOver();
  }

  destroy(): void {
    this.#hasLeft = true;
    this.socket.destroy();
  }

  untilContinue(): Promise<void> {
    return Promise.reject(new Error('A direct request asks for no permission'));
  }

  /** The connection received these bytes. */
  received(bytes: Buffer): void {
    try {
      this.#reader.push(bytes);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#announce();
  }

  /** The connection ended, with or without an error. */
  ended(error?: Error): void {
    if (this.#reader.isWhole) return;
    if (error === undefined && this.#reader.finish()) this.#announce();
    else if (this.#hasResponded) this.#fail(new FailureError(brokenOff(error)));
    else this.#fail(error ?? hangUp());
  }

  #sendHead(): void {
    if (this.#head === undefined) return;
    this.socket.write(this.#head, 'latin1');
    this.#head = undefined;
  }

  #announce(): void {
    const { status } = this.#reader;
    if (status === undefined) return;
    if (this.#reader.isWhole) this.#whole.resolve(this.#reader.response);
    if (!this.#hasResponded) {
      this.#hasResponded = true;
      this.#listeners?.onResponse(status, this.#whole.promise);
    }
    this.#leaveWhenOver();
  }

  #fail(error: unknown): void {
    this.#whole.reject(error);
    this.#listeners?.onError(error);
  }

  /** Leaves a connection on which both sides have sent everything. */
  #leaveWhenOver(): void {
    if (this.#hasLeft || !this.#reader.isWhole || !this.writableFinished) return;
    this.#hasLeft = true;
    this.#leave(this.#reader.keptFor);
  }
}

function brokenOff(error: Error | undefined) {
  const detail =
    error === undefined ? 'The response broke off' : `In the response: ${oneLine(error)}`;
  return failure('connection-lost', detail);
}

/** The error of node:http for a connection that ends instead of a response. */
function hangUp(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

/** RFC 9110, 5.6.2. */
const fieldName = /^[!#$%&'*+\-.^_`|~\w]+$/;
const unsendable = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * The request line and the headers of a request with a body of `length` bytes, as node:http writes
 * them.
 *
 * @param headers values in latin1
 * @throws TypeError with the code of node:http, when a header or the path would become another one
 */
export function requestHead(
  { secure, host, port, path }: RequestTarget,
  method: string,
  headers: Readonly<Record<string, string>>,
  length: number,
): string {
  if (/[^\x21-\xff]/.test(path)) throw refused('ERR_UNESCAPED_CHARACTERS', 'The path');
  let head = `${method} ${path} HTTP/1.1\r\n`;
  let hasHost = false;
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === 'content-length') continue;
    if (lower === 'host') hasHost = true;
    if (!fieldName.test(name)) throw refused('ERR_INVALID_HTTP_TOKEN', 'The name of a header');
    if (unsendable.test(value)) throw refused('ERR_INVALID_CHAR', `The header ${name}`);
    head += `${name}: ${value}\r\n`;
  }
  if (!hasHost) {
    const name = host.includes(':') ? `[${host}]` : host;
    head += `Host: ${name}${port === (secure ? 443 : 80) ? '' : `:${port}`}\r\n`;
  }
  return `${head}content-length: ${length}\r\nConnection: keep-alive\r\n\r\n`;
}

function refused(code: string, what: string): TypeError {
  return Object.assign(new TypeError(`${what} has characters that cannot be sent`), { code });
}
