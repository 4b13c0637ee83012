import { createServer as createHttpServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, type TlsOptions } from 'node:tls';
import type { Duplex } from 'node:stream';
import { OssError, errorXml } from '../rules/oss-error.ts';
import { dispatch } from './dispatcher.ts';
import type { ServerState } from './exchange.ts';

/** A listening server. */
export interface Listener {
  readonly port: number;
  /** Refuses new connections, ends the open ones, and waits until no request is running. */
  close(): Promise<void>;
}

const options: ServerOptions = {
  // Metadata, a callback and a token together exceed Node's default of 16 KiB.
  maxHeaderSize: 64 * 1024,
  // A slow upload is not an error; the body reader has its own idle timeout.
  requestTimeout: 0,
  keepAliveTimeout: 60_000,
  // ali-oss sends a Content-Length beside chunked encoding. OSS accepts both; Node's default
  // refuses.
  insecureHTTPParser: true,
  noDelay: true,
};

/** A key and its certificate in PEM. */
export interface TlsKey {
  readonly key: string;
  readonly cert: string;
}

/** Without `tls` the listener serves plain HTTP. */
export interface ListenerTls {
  readonly tls?: TlsKey;
  readonly domainTls?: Readonly<Record<string, TlsKey>>;
}

/** Listens on 127.0.0.1 only. */
export async function listen(
  state: ServerState,
  port: number,
  { tls, domainTls = {} }: ListenerTls,
): Promise<Listener> {
  const server: Server =
    tls === undefined
      ? createHttpServer(options)
      : createHttpsServer({ ...options, ...tls, SNICallback: chooseCertificate(tls, domainTls) });
  const running = new Set<Promise<void>>();
  const sockets = trackSockets(server);
  const track = (work: Promise<void>): void => {
    running.add(work);
    void work.finally(() => running.delete(work));
  };
  server.on('request', (message, response) => {
    track(dispatch(state, message, response, false));
  });
  server.on('checkContinue', (message, response) => {
    track(dispatch(state, message, response, true));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    handleBrokenRequest(state, error, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await Promise.all(running);
    },
  };
}

/** The certificate of a bound domain, or of OSS for every other name. */
function chooseCertificate(
  tls: TlsKey,
  domainTls: Readonly<Record<string, TlsKey>>,
): NonNullable<TlsOptions['SNICallback']> {
  return (name, done) => {
    done(null, createSecureContext(domainTls[name] ?? tls));
  };
}

function trackSockets(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  const add = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  server.on('connection', add);
  server.on('secureConnection', add);
  return sockets;
}

/** Responds to invalid HTTP, or to a body that ended early, while the connection is still open. */
function handleBrokenRequest(
  state: ServerState,
  error: NodeJS.ErrnoException,
  socket: Duplex,
): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const isShort = error.code === 'HPE_INVALID_EOF_STATE';
  const ossError = new OssError(isShort ? 'IncompleteBody' : 'BadRequest');
  const xml = errorXml(ossError, '000000000000000000000000', `oss-${state.region}.aliyuncs.com`);
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nServer: AliyunOSS\r\nContent-Type: application/xml\r\n` +
      `Content-Length: ${Buffer.byteLength(xml)}\r\nConnection: close\r\n\r\n${xml}`,
  );
}
