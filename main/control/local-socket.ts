import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import path from 'node:path';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with a NUL at the end. */
const mostPathBytes = 103;

/** The address where the Ferry that works on a queue listens. */
interface SocketLocation {
  readonly folder: string;
  /** The socket; on Windows a file with the name of the pipe. */
  readonly file: string;
  readonly platform: NodeJS.Platform;
}

/**
 * The socket lies beside the queue. A deep folder has a path that does not fit into a socket
 * address. Then a folder of this user in `/tmp` replaces it.
 *
 * @param queue with its links resolved
 * @param user the user's number; absent on Windows
 */
export function socketLocation(
  queue: string,
  platform: NodeJS.Platform = process.platform,
  user: number | undefined = process.getuid?.(),
): SocketLocation {
  const folder = `${queue}.control`;
  if (platform === 'win32') return { folder, file: path.win32.join(folder, 'pipe'), platform };
  const file = path.posix.join(folder, 'socket');
  if (Buffer.byteLength(file) <= mostPathBytes) return { folder, file, platform };
  const own = `/tmp/ferry-${user ?? 'user'}`;
  const name = createHash('sha256').update(queue).digest('hex').slice(0, 32);
  return { folder: own, file: path.posix.join(own, name), platform };
}

/**
 * True when only this user can write to a folder. Ferry does not trust a folder of another user, a
 * link, or a folder open to others, because another user may listen there. On Windows the folder
 * has the rights of the user's profile, and no mode.
 */
async function isPrivate({ folder, platform }: SocketLocation): Promise<boolean> {
  try {
    const facts = await lstat(folder);
    if (platform === 'win32') return facts.isDirectory();
    return facts.isDirectory() && facts.uid === process.getuid?.() && (facts.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

/**
 * Creates the folder and removes leftovers of an earlier Ferry. Only the holder of the queue's
 * lock may call this, because then no other Ferry listens.
 *
 * @returns the address to listen at; `undefined` when other users can access the folder
 */
export async function addressToListen(location: SocketLocation): Promise<string | undefined> {
  // An earlier start or another user may have created the folder.
  await mkdir(location.folder, { mode: 0o700 }).catch(() => undefined);
  if (!(await isPrivate(location))) return undefined;
  await rm(location.file, { force: true });
  if (location.platform !== 'win32') return location.file;
  // Another user cannot guess this name, and so cannot take it first.
  const pipe = String.raw`\\.\pipe\ferry-${randomBytes(16).toString('hex')}`;
  await writeFile(location.file, pipe, { mode: 0o600 });
  return pipe;
}

/** The address of the Ferry that works on the queue; `undefined` when no Ferry listens. */
export async function addressToConnect(location: SocketLocation): Promise<string | undefined> {
  if (!(await isPrivate(location))) return undefined;
  if (location.platform !== 'win32') return location.file;
  return await readFile(location.file, 'utf8').catch(() => undefined);
}

/** Receives the messages of a connection. */
interface LineListener {
  line(text: string): void;
  /** A line was longer than `mostBytes`; the connection is closed. */
  tooLong(): void;
}

/**
 * Splits the incoming bytes into lines, which are JSON messages. A line longer than `mostBytes`
 * closes the connection before Ferry stores it.
 */
export function readLines(socket: Socket, mostBytes: number, listener: LineListener): void {
  let parts: Buffer[] = [];
  let size = 0;
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(10); ; end = rest.indexOf(10)) {
      const piece = end === -1 ? rest : rest.subarray(0, end);
      size += piece.length;
      if (size > mostBytes) {
        parts = [];
        listener.tooLong();
        socket.destroy();
        return;
      }
      parts.push(piece);
      if (end === -1) return;
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      size = 0;
      rest = rest.subarray(end + 1);
      listener.line(line);
      if (socket.destroyed) return;
    }
  });
}

/** Sends a message. A closed connection loses the message, and its end reports that. */
export function writeLine(socket: Socket, message: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
