import type { Socket } from 'node:net';
import { TLSSocket, type PeerCertificate } from 'node:tls';
import { failure, type ConnectionFacts } from './classify-failure.ts';
import type { OpenRequest } from './connections.ts';
import type { TransportFailure } from '../transport.ts';

interface WatchOptions {
  /** Idle timeout in milliseconds, from the name lookup to the end of the response. */
  readonly idleTimeout: number;
  /** True while the request waits for this computer and not for the network. */
  readonly isExcused: () => boolean;
  readonly onFailure: (failure: TransportFailure) => void;
}

/** Watches the connection of one request: whether bytes move, and which stage it reached. */
export class ConnectionWatch {
  readonly #call: OpenRequest;
  readonly #options: WatchOptions;
  readonly #dialling: NodeJS.Timeout;
  #isOver = false;
  #socket: Socket | undefined;
  #isConnected = false;
  #isThrough = false;
  #issuer: string | undefined;

  constructor(call: OpenRequest, options: WatchOptions) {
    this.#call = call;
    this.#options = options;
    this.#dialling = setTimeout(() => this.#idle(), options.idleTimeout);
  }

  /** The state that classifies an error. */
  get facts(): ConnectionFacts {
    const { way } = this.#call;
    const facts = {
      connected: this.#isConnected,
      atProxy: way === 'tunnel' ? !this.#isThrough : way === 'forward' && !this.#isConnected,
    };
    const refused = this.#socket instanceof TLSSocket && this.#socket.authorizationError;
    return refused ? { ...facts, refusedIssuer: this.#issuer ?? 'of an unknown issuer' } : facts;
  }

  /** Extends the idle timeout to this many milliseconds until the next byte moves. */
  extendTimeout(milliseconds: number): void {
    this.#socket?.setTimeout(milliseconds);
  }

  /** Stops watching. Calls back when the socket no longer uses the written buffers. */
  end(whenReleased: () => void): void {
    this.#isOver = true;
    clearTimeout(this.#dialling);
    this.#socket?.off('timeout', this.#onTimeout);
    if (this.#socket?.destroyed !== true || this.#socket.closed) whenReleased();
    else this.#socket.once('close', whenReleased);
  }

  /** The request has its socket. */
  onSocket(socket: Socket): void {
    clearTimeout(this.#dialling);
    if (this.#isOver) return;
    this.#socket = socket;
    socket.setTimeout(this.#options.idleTimeout);
    socket.on('timeout', this.#onTimeout);
    deferWriteErrors(socket);
    if (!socket.connecting) this.#isConnected = true;
    else socket.once('connect', () => (this.#isConnected = true));
    if (socket instanceof TLSSocket && !this.#call.request.reusedSocket) {
      // Must run before Node checks the certificate: afterwards the certificate is gone.
      socket.prependOnceListener('secure', () => {
        this.#issuer = describeIssuer(socket.getPeerCertificate());
      });
    }
  }

  /** The proxy responded to the request for a tunnel. */
  onTunnel(status: number): void {
    if (this.#call.way !== 'tunnel') return;
    this.#isThrough = status === 200;
    if (!this.#isThrough) this.#options.onFailure(proxyFailure(status));
  }

  readonly #onTimeout = (): void => {
    if (this.#options.isExcused()) this.#socket?.setTimeout(this.#options.idleTimeout);
    else this.#idle();
  };

  #idle(): void {
    const { idleTimeout, onFailure } = this.#options;
    const when = this.#isConnected ? '' : ' while connecting';
    onFailure(failure('idle', `No byte moved for ${idleTimeout} ms${when}`));
  }
}

/** The failure for a response that the proxy itself sent. */
export function proxyFailure(status: number): TransportFailure {
  const reason = status === 407 ? 'proxy-authentication' : 'proxy-failed';
  return failure(reason, `The proxy responded with status ${status}`);
}

/** `issued by O=…, CN=…`. The text comes from an untrusted certificate. */
function describeIssuer({ issuer }: Partial<PeerCertificate>): string {
  const names = Object.entries(issuer ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  return names.length === 0 ? 'of an unknown issuer' : `issued by ${names.join(', ')}`;
}

/** Read timeout in milliseconds after a server closed the connection. */
const longestListening = 2_000;

type Done = (error?: Error | null) => void;

const listening = new WeakSet<Socket>();

/**
 * Makes a response readable that arrived before the connection broke.
 *
 * A server may refuse a request while its body is still being sent. It responds, closes and,
 * because more bytes arrive, resets. Node destroys a socket as soon as a write fails, together
 * with received but unread bytes: the 403 would look like a lost connection. This function reports
 * a failed write to the socket only after its reading side has ended.
 */
function deferWriteErrors(socket: Socket): void {
  if (listening.has(socket)) return;
  listening.add(socket);
  const write = socket._write.bind(socket);
  socket._write = (chunk, encoding, done) => write(chunk, encoding, afterReading(socket, done));
  const writev = socket._writev?.bind(socket);
  if (writev !== undefined) {
    socket._writev = (chunks, done) => writev(chunks, afterReading(socket, done));
  }
}

function afterReading(socket: Socket, done: Done): Done {
  return (error) => {
    if (!error || socket.destroyed || socket.readableEnded) {
      done(error);
      return;
    }
    const finish = (): void => {
      clearTimeout(timer);
      socket.off('end', finish);
      socket.off('close', finish);
      done(error);
    };
    const timer = setTimeout(finish, longestListening);
    socket.once('end', finish);
    socket.once('close', finish);
  };
}
