import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { failure, FailureError, oneLine } from './classify-failure.ts';
import { maxResponseBytes } from '../transport.ts';

/** The destination of a request, with an unchanged path. */
export interface RequestTarget {
  readonly secure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** Host and port as they were written: the value of the Host header. */
  readonly authority: string;
  /** Path and query, exactly as they were signed. */
  readonly path: string;
}

const form = /^(https?):\/\/((?:\[([^\]]+)\]|([^/:?#@[\]]+))(?::(\d{1,5}))?)(\/[^#]*)?$/i;

/**
 * Splits an absolute http or https URL. The URL class resolves `..` and rewrites characters, so a
 * signed object key could become a different key.
 *
 * @throws Error when `url` has another form.
 */
export function parseRequestTarget(url: string): RequestTarget {
  const [, scheme = '', authority = '', address, name, port, path = '/'] = form.exec(url) ?? [];
  const host = address ?? name;
  if (host === undefined) throw new Error('The URL is not absolute http or https');
  const secure = scheme.toLowerCase() === 'https';
  const usualPort = secure ? 443 : 80;
  return { secure, host, port: port === undefined ? usualPort : Number(port), authority, path };
}

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

/** Milliseconds of silence on an open connection after which the body is sent all the same. */
const longestWait = 1000;

/**
 * Sends the headers, and waits until the server asks for the body, responds without it, or is
 * silent too long (RFC 9110, 10.1.1). Resolves also when the request is destroyed.
 */
export async function untilContinue(request: ClientRequest): Promise<void> {
  const decided = Promise.withResolvers<undefined>();
  let timer: NodeJS.Timeout | undefined;
  const decide = (): void => {
    decided.resolve(undefined);
  };
  const startTimer = (): void => {
    timer = setTimeout(decide, longestWait);
  };
  request.once('socket', (socket: Socket) => {
    if (socket.connecting) socket.once('connect', startTimer);
    else startTimer();
  });
  for (const event of ['continue', 'response', 'error', 'close']) request.once(event, decide);
  request.flushHeaders();
  await decided.promise;
  clearTimeout(timer);
}

/** A response of any status, as it arrived. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent when empty. */
  readonly body?: Uint8Array;
}

/**
 * Reads a response to its end.
 *
 * @throws FailureError `response-too-large`, or `connection-lost` when the response breaks off.
 */
function readResponse(response: IncomingMessage): Promise<RawResponse> {
  const status = response.statusCode ?? 0;
  const headers = joinHeaders(response.rawHeaders);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxResponseBytes) chunks.push(chunk);
      else
        reject(
          new FailureError(failure('response-too-large', `More than ${maxResponseBytes} bytes`)),
        );
    });
    response.on('end', () => {
      resolve(size === 0 ? { status, headers } : { status, headers, body: join(chunks, size) });
    });
    response.on('error', (error) => {
      reject(new FailureError(failure('connection-lost', `In the response: ${oneLine(error)}`)));
    });
    response.on('close', () => {
      if (!response.readableEnded)
        reject(new FailureError(failure('connection-lost', 'The response broke off')));
    });
  });
}

/**
 * Returns a buffer with its own memory: a message to another thread copies the whole underlying
 * memory.
 */
function join(chunks: readonly Buffer[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

function joinHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}
