import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { nodeExecutable } from '../../launch-info.ts';

/** The message of a second start to the first one. */
export interface SecondInstance {
  readonly arguments: string[];
  readonly directory: string;
}

const notifyFirst = `
const socket = require('node:net').connect('\\0' + process.argv[1]);
socket.on('connect', () => socket.end(process.argv[2]));
socket.on('error', () => process.exit(1));
socket.resume();`;

/**
 * One process per userData, by a socket in Linux's abstract namespace: the kernel takes its name
 * back when the process dies, so a killed app leaves no stale lock. False when another process holds
 * the lock; that process then knows of this start.
 */
export function acquireLock(
  userData: string,
  start: SecondInstance,
  onStart: (start: SecondInstance) => void,
): boolean {
  const hash = createHash('sha256').update(userData).digest('hex').slice(0, 32);
  const name = `electron-host-${hash}`;
  const isTaken = readFileSync('/proc/net/unix', 'utf8').includes(`@${name}`);
  const values = ['-e', notifyFirst, name, JSON.stringify(start)];
  if (isTaken && spawnSync(nodeExecutable, values, { env: {} }).status === 0) return false;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => {
      onStart(JSON.parse(text) as SecondInstance);
      socket.end();
    });
  });
  server.listen(`\0${name}`).unref();
  return true;
}
