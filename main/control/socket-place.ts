import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with a NUL at the end. */
const mostPathBytes = 103;

/** Where the Ferry that works on a queue listens. */
export interface SocketPlace {
  readonly folder: string;
  /** The socket; on Windows a file with the name of the pipe. */
  readonly file: string;
  readonly platform: NodeJS.Platform;
}

/**
 * Beside the queue. A folder that lies so deep that its path does not fit into a socket's address
 * gives way to one of this user in `/tmp`.
 *
 * @param queue with its links resolved
 * @param user the user's number; absent on Windows
 */
export function socketPlace(
  queue: string,
  platform: NodeJS.Platform = process.platform,
  user: number | undefined = process.getuid?.(),
): SocketPlace {
  const folder = `${queue}.control`;
  if (platform === 'win32') return { folder, file: path.win32.join(folder, 'pipe'), platform };
  const file = path.posix.join(folder, 'socket');
  if (Buffer.byteLength(file) <= mostPathBytes) return { folder, file, platform };
  const own = `/tmp/ferry-${user ?? 'user'}`;
  const name = createHash('sha256').update(queue).digest('hex').slice(0, 32);
  return { folder: own, file: path.posix.join(own, name), platform };
}

/**
 * Whether only this user can put anything into a folder. A folder of another user, a link, or one
 * that others may enter is not trusted: another user may listen there. On Windows the folder has
 * the rights of the user's profile, and no mode.
 */
export async function isPrivate({ folder, platform }: SocketPlace): Promise<boolean> {
  try {
    const facts = await lstat(folder);
    if (platform === 'win32') return facts.isDirectory();
    return facts.isDirectory() && facts.uid === process.getuid?.() && (facts.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

/**
 * Makes the folder and clears what an earlier Ferry left. Only for the holder of the queue's lock:
 * it knows that no other Ferry listens.
 *
 * @returns the address to listen at; `undefined` when the folder is not this user's alone
 */
export async function addressToListen(place: SocketPlace): Promise<string | undefined> {
  // It may be there already, from an earlier start or from another user.
  await mkdir(place.folder, { mode: 0o700 }).catch(() => undefined);
  if (!(await isPrivate(place))) return undefined;
  await rm(place.file, { force: true });
  if (place.platform !== 'win32') return place.file;
  // A name that another user cannot guess, and so cannot take before us.
  const pipe = String.raw`\\.\pipe\ferry-${randomBytes(16).toString('hex')}`;
  await writeFile(place.file, pipe, { mode: 0o600 });
  return pipe;
}

/** The address of the Ferry that works on the queue; `undefined` when none listens. */
export async function addressToConnect(place: SocketPlace): Promise<string | undefined> {
  if (!(await isPrivate(place))) return undefined;
  if (place.platform !== 'win32') return place.file;
  return await readFile(place.file, 'utf8').catch(() => undefined);
}
