import { parentPort, workerData } from 'node:worker_threads';
import type { SandboxThreadData, SandboxThreadMessage } from './sandbox-messages.ts';
import { startSandbox } from './server.ts';

/** A sandbox in its own thread. Its disk writes and checksums must not delay the main thread. */
async function serve({ dataDirectory, port }: SandboxThreadData): Promise<void> {
  const send = (message: SandboxThreadMessage): void => parentPort?.postMessage(message);
  const sandbox = await startSandbox({ dataDirectory, port });
  parentPort?.once('message', () => {
    void sandbox.close().finally(() => {
      send({ type: 'closed' });
      parentPort?.close();
    });
  });
  const { endpoint, region, bucket, accessKeyId, accessKeySecret } = sandbox;
  send({ type: 'listening', access: { endpoint, region, bucket, accessKeyId, accessKeySecret } });
}

await serve(workerData as SandboxThreadData);
