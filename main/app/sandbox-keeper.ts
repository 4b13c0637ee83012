import { type Account, sandboxAccountId } from '../../shared/transfer.ts';
import { type SandboxThread, startSandboxThread } from '../../sandbox/sandbox-thread.ts';
import type { OpenedSandbox } from '../opened-queue.ts';

/** The local server of this app: at most one, started on first use. */
interface SandboxKeeper {
  /** Starts the sandbox if it is not running. Its keys and objects are those of the last time. */
  open(): Promise<OpenedSandbox>;
  close(): Promise<void>;
}

/**
 * @param folder where buckets, objects and keys lie
 * @param lastEndpoint the previous endpoint, `undefined` the first time; copied links keep working
 *   if the port is still free
 */
export function createSandboxKeeper(
  folder: string,
  lastEndpoint: () => Promise<string | undefined>,
): SandboxKeeper {
  let running: Promise<SandboxThread> | undefined;

  async function start(): Promise<SandboxThread> {
    const port = portOf(await lastEndpoint());
    if (port === 0) return await startSandboxThread({ dataDirectory: folder, port });
    try {
      return await startSandboxThread({ dataDirectory: folder, port });
    } catch (error) {
      if (!isTaken(error)) throw error;
      return await startSandboxThread({ dataDirectory: folder, port: 0 });
    }
  }

  return {
    async open() {
      running ??= start().catch((error: unknown) => {
        // After a failure the next click may try again.
        running = undefined;
        throw error;
      });
      const { endpoint, region, bucket, accessKeyId, accessKeySecret } = await running;
      return { account: sandboxAccount(endpoint, region), bucket, accessKeyId, accessKeySecret };
    },
    async close() {
      const thread = await running?.catch(() => undefined);
      await thread?.close();
    },
  };
}

function sandboxAccount(endpoint: string, region: string): Account {
  return {
    id: sandboxAccountId,
    name: 'Sandbox',
    endpoint,
    region,
    addressing: 'virtual-host',
    credentials: { kind: 'keychain' },
  };
}

function portOf(endpoint: string | undefined): number {
  return endpoint === undefined ? 0 : Number(URL.parse(endpoint)?.port ?? 0);
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
