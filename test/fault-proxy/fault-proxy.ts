import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { LineFault } from './line-fault.ts';
import { joinLine } from './join-line.ts';
import { answerPage, speakTls } from './other-speakers.ts';

export interface FaultProxyOptions {
  /** Port of the real server on 127.0.0.1. */
  readonly target: number;
  /** The fault of a connection, counted from 1 in the order in which they come; nothing is none. */
  readonly faultOf: (connection: number) => LineFault | undefined;
}

/** Stands between a client and a server and spoils the line between them. */
export interface FaultProxy {
  readonly port: number;
  /** `http://127.0.0.1:port` */
  readonly endpoint: string;
  /** Connections that were accepted so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. What is wrong with a connection is decided when it is made. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let accepted = 0;

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Connections are broken here on purpose.
    socket.on('error', () => undefined);
    return socket;
  }

  function serve(client: Socket): void {
    accepted += 1;
    const fault = options.faultOf(accepted);
    keep(client);
    if (fault?.kind === 'captive-portal') answerPage(client, fault.html);
    else if (fault?.kind === 'foreign-tls') speakTls(client, fault);
    else joinLine(client, keep(connect({ port: options.target, allowHalfOpen: true })), fault);
  }

  // A client that has said all it has to say still wants its response.
  const server = createServer({ allowHalfOpen: true }, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    connections: () => accepted,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
