import { once } from 'node:events';
import { realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveSession } from './session.ts';
import type { ControlOptions, ControlSession } from './session.ts';
import { addressToListen, socketPlace } from './socket-place.ts';

/** More commands than this do not belong to one person. */
const mostConnections = 32;

/** How long the end of the engine is put off for commands that have their answers. Milliseconds. */
const mostLinger = 5000;

export interface ControlServer {
  /** Whether commands can connect. When not, the engine works all the same. */
  readonly listening: boolean;
  /** The batches that commands have handed over. */
  readonly handedOver: ReadonlySet<number>;
  /**
   * Resolves when no command waits for an answer, and those that are about to end have ended, or
   * have not for `mostLinger`. `true`: a command was waited for, and may have moved something.
   */
  answered(): Promise<boolean>;
  /** Ends every connection and removes the socket. Before the queue is unlocked. */
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
  // A socket is made by `listen` itself, before it returns: no other user can connect in between.
  const mask = process.umask(0o177);
  try {
    server.listen(address);
  } finally {
    process.umask(mask);
  }
  return await listening;
}

/**
 * Listens for commands to the Ferry that works on a queue, beside the queue. Only the user who runs
 * it can connect: the socket has mode 0600, in a folder with mode 0700. The caller holds the
 * queue's lock, so a socket that is there is of a Ferry that ended without removing it.
 */
export async function serveControl(queue: string, options: ControlOptions): Promise<ControlServer> {
  const place = socketPlace(await realpath(queue));
  const address = await addressToListen(place).catch(() => undefined);
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
  // Accepting may fail later on, when there are too many files open.
  server.on('error', () => undefined);

  /** @returns whether there were any, and they have ended */
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
      await rm(place.file, { force: true });
    },
  };
}
