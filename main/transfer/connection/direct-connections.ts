import type { LookupFunction, Socket } from 'node:net';
import { connect, isIP } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { DirectRequest, requestHead } from './direct-request.ts';
import type { RequestTarget } from './outgoing-request.ts';

/** How a connection is made, besides its target. */
interface DialOptions {
  /** Milliseconds an unused connection is kept. */
  readonly keptFor: number;
  /** How certificates are checked. */
  readonly tls: ConnectionOptions;
  readonly lookupOf: (host: string) => LookupFunction | undefined;
}

/** Milliseconds by which Ferry gives a connection up before the server does. */
const margin = 1000;

interface Connection {
  readonly socket: Socket;
  readonly origin: string;
  /** The request that uses it; `undefined` while it is free. */
  request: DirectRequest | undefined;
  isReused: boolean;
}

/**
 * Connections to servers without a proxy between, for small requests: a request costs a third of
 * one of node:http. Each connection carries one request at a time. A request gets the free
 * connection that was used last, else a new one.
 */
export class DirectConnections {
  readonly #options: DialOptions;
  /** Every socket reads into this memory: a response is taken from it at once. */
  readonly #input = Buffer.alloc(64 * 1024);
  readonly #all = new Set<Connection>();
  readonly #free = new Map<string, Connection[]>();
  /** TLS sessions by origin: the next connection continues one. */
  readonly #sessions = new Map<string, Buffer>();

  constructor(options: DialOptions) {
    this.#options = options;
  }

  /** @throws TypeError when a header or the path cannot be sent */
  open(
    target: RequestTarget,
    method: string,
    headers: Readonly<Record<string, string>>,
    length: number,
  ): DirectRequest {
    const head = requestHead(target, method, headers, length);
    const origin = `${target.secure ? 'https' : 'http'}://${target.host}:${target.port}`;
    const connection = this.#takeFree(origin) ?? this.#dial(origin, target);
    const { socket, isReused } = connection;
    const request = new DirectRequest(socket, head, isReused, (keptFor) => {
      this.#release(connection, keptFor);
    });
    connection.request = request;
    connection.isReused = true;
    return request;
  }

  /** Destroys the connections that no request uses. */
  dropIdle(): void {
    for (const { socket, request } of this.#all) if (request === undefined) socket.destroy();
  }

  /** Destroys the connections whose socket matches. */
  drop(matches: (socket: Socket) => boolean): void {
    for (const { socket } of this.#all) if (matches(socket)) socket.destroy();
  }

  /** A destroyed socket stays listed until it is closed. */
  #takeFree(origin: string): Connection | undefined {
    const free = this.#free.get(origin);
    for (let last = free?.pop(); last !== undefined; last = free?.pop()) {
      if (!last.socket.destroyed) return last;
    }
    return undefined;
  }

  #dial(origin: string, target: RequestTarget): Connection {
    const received = (bytes: Buffer): void => {
      if (connection.request === undefined) socket.destroy();
      else connection.request.received(bytes);
    };
    const socket = this.#connect(origin, target, received);
    const connection: Connection = { socket, origin, request: undefined, isReused: false };
    this.#all.add(connection);
    socket.on('timeout', () => {
      if (connection.request === undefined) socket.destroy();
    });
    socket.on('end', () => {
      if (connection.request === undefined) socket.destroy();
      else connection.request.ended();
    });
    socket.on('error', (error) => {
      this.#sessions.delete(origin);
      connection.request?.ended(error);
    });
    socket.on('close', () => {
      this.#forget(connection);
      connection.request?.ended();
    });
    return connection;
  }

  #connect(
    origin: string,
    { secure, host, port }: RequestTarget,
    received: (bytes: Buffer) => void,
  ): Socket {
    const lookup = this.#options.lookupOf(host);
    const options = {
      ...{ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 1000 },
      ...(lookup !== undefined && { lookup }),
      onread: {
        buffer: this.#input,
        callback: (length: number, input: Uint8Array): boolean => {
          received((input as Buffer).subarray(0, length));
          return true;
        },
      },
    };
    if (!secure) return connect(options);
    const session = this.#sessions.get(origin);
    const socket = connectTls({
      ...options,
      ...this.#options.tls,
      ALPNProtocols: ['http/1.1'],
      servername: isIP(host) === 0 ? host : '',
      ...(session !== undefined && { session }),
    });
    socket.on('session', (next: Buffer) => this.#sessions.set(origin, next));
    return socket;
  }

  #release(connection: Connection, keptFor: number): void {
    const { socket, origin } = connection;
    const milliseconds = Math.min(this.#options.keptFor, keptFor - margin);
    if (milliseconds <= 0 || socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    connection.request = undefined;
    socket.setTimeout(milliseconds);
    const free = this.#free.get(origin);
    if (free === undefined) this.#free.set(origin, [connection]);
    else free.push(connection);
  }

  #forget(connection: Connection): void {
    this.#all.delete(connection);
    const free = this.#free.get(connection.origin) ?? [];
    const index = free.indexOf(connection);
    if (index >= 0) free.splice(index, 1);
  }
}
