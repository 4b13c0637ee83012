import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SandboxAccess, SandboxThreadData, SandboxThreadMessage } from './sandbox-messages.ts';

/** A sandbox that runs in a thread of this process and ends with it. */
export interface SandboxThread extends SandboxAccess {
  close(): Promise<void>;
}

/**
 * Starts a sandbox in a thread beside the main thread.
 *
 * @throws the errors of `startSandbox`, such as `EADDRINUSE`
 */
export async function startSandboxThread(data: SandboxThreadData): Promise<SandboxThread> {
  const worker = new Worker(new URL('./sandbox-worker.ts', import.meta.url), { workerData: data });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  // A later crash of the thread only stops the server; it must not end the parent process.
  worker.on('error', () => undefined);
  const [message] = (await once(worker, 'message')) as [SandboxThreadMessage];
  if (message.type !== 'listening') throw new Error('The sandbox closed before it listened');
  // The thread must not keep an otherwise idle process alive.
  worker.unref();
  return {
    ...message.access,
    async close() {
      worker.ref();
      worker.postMessage('close');
      await ended;
    },
  };
}
