import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** An X server without a screen. */
export interface VirtualDisplay {
  /** For the environment variable `DISPLAY`, such as `:99`. */
  readonly name: string;
  /** Ends the server. */
  close(): Promise<void>;
}

/**
 * Starts Xvfb on a free number. Undefined where Xvfb is not installed or does not start.
 *
 * @param command another executable, for a test
 */
export async function openVirtualDisplay(command = 'Xvfb'): Promise<VirtualDisplay | undefined> {
  // Xvfb writes the number of its display to this descriptor as soon as it accepts connections.
  const server = spawn(command, ['-displayfd', '3', '-screen', '0', '1920x1080x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const started = once(server.stdio[3] as Readable, 'data') as Promise<[Buffer]>;
  const ended = once(server, 'exit').then(() => undefined);
  const first = await Promise.race([started, ended]).catch(() => undefined);
  if (first === undefined) return undefined;
  return {
    name: `:${first[0].toString().trim()}`,
    close: async () => {
      server.kill();
      await ended;
    },
  };
}
