import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  /** On this computer's loopback address. */
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a script of this folder that prints its port. It always ends with this process. */
export async function startServerProcess(script: string, argument: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), argument], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { port } = JSON.parse(line) as { port: number };
  return {
    port,
    async close() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
