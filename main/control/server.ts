import { once } from 'node:events';
import { realpath, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveSession, type ControlOptions, type ControlSession } from './session.ts';
import { addressToListen, socketLocation } from './local-socket.ts';

/** A single user does not run more commands than this. */
const mostConnections = 32;

/** Milliseconds that the engine waits at its end for commands that have their replies. */
const mostLinger = 5000;

export interface ControlServer {
  /** True when commands can connect. The engine works in either case. */
  readonly listening: boolean;
  /** The batches that commands have added. */
  readonly handedOver: ReadonlySet<number>;
  /**
   * Resolves when no command waits for a reply and ending commands have ended, at the latest after
   * `mostLinger`. `true`: the server waited for a command, which may have changed the queue.
   */
  answered(): Promise<boolean>;
  /** Ends every connection and removes the socket. Call it before the queue is unlocked. */
  close(): Promise<void>;
}

async function listen(server: Server, address: string): Promise<boolean> {
  const listening = new Promise<boolean>((resolve) => {
    server.once('listening', () => {
      resolve(true);
    });
    server.once('error', () => {
      resolve(false);
    });
  });
  // `listen` creates the socket before it returns, so no other user can connect in between.
  const mask = process.umask(0o177);
  try {
    server.listen(address);
  } finally {
    process.umask(mask);
  }
  return await listening;
}

/**
 * Listens for commands to the Ferry that works on a queue, in the folder of the queue. Only the
 * same user can connect: the socket has mode 0600, in a folder with mode 0700. The caller holds
 * the lock of the queue, so an existing socket is a leftover of an ended Ferry.
 */
export async function serveControl(queue: string, options: ControlOptions): Promise<ControlServer> {
  const location = socketLocation(await realpath(queue));
  const address = await addressToListen(location).catch(() => undefined);
  const connections = new Map<Socket, ControlSession>();
  const handedOver = new Set<number>();
  const answers = new Set<Promise<void>>();
  const server = createServer((socket) => {
    socket.on('close', () => connections.delete(socket));
    const session = serveSession(socket, options, {
      called(answer) {
        answers.add(answer);
        void answer.finally(() => answers.delete(answer));
      },
      added(batchId) {
        handedOver.add(batchId);
      },
    });
    connections.set(socket, session);
  });
  server.maxConnections = mostConnections;
  const listening = address !== undefined && (await listen(server, address));
  // Accepting a connection may fail later, when too many files are open.
  server.on('error', () => undefined);

  /** @returns true when there were such commands and they have ended */
  async function briefCommandsEnd(): Promise<boolean> {
    const brief = [...connections].filter(([, session]) => session.isBrief());
    if (brief.length === 0) return false;
    const ended = Promise.all(brief.map(([socket]) => once(socket, 'close'))).then(() => true);
    return await Promise.race([ended, sleep(mostLinger, false, { ref: false })]);
  }

  return {
    listening,
    handedOver,
    async answered() {
      const waited = answers.size > 0;
      await Promise.all(answers);
      return (await briefCommandsEnd()) || waited;
    },
    async close() {
      for (const socket of connections.keys()) socket.destroy();
      if (!listening) return;
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      await rm(location.file, { force: true });
    },
  };
}
