import { mkdtemp, open, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountClientsOptions } from '../../../main/oss/ali-oss/account-clients.ts';
import { createObjectStore } from '../../../main/oss/object-store.ts';
import type {
  ExpectedFile,
  ObjectStore,
  ObjectTarget,
  PartBytes,
} from '../../../main/engine/ports/object-store.ts';
import { identityOf } from '../../../main/transfer/source/open-source.ts';
import { createTransport } from '../../../main/transfer/workers/worker-pool.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server.ts';
import type { Account } from '../../../shared/transfer.ts';
import { fixedCredentials, someAccount, someRange } from '../../helpers/oss-account.ts';

/** The adapter on real worker threads, against a sandbox of its own. */
export interface SandboxStore {
  readonly sandbox: Sandbox;
  readonly store: ObjectStore;
  /** Another adapter on the same workers. */
  storeWith(change: Partial<AccountClientsOptions>): ObjectStore;
  account(change?: Partial<Account>): Account;
  target(key: string): ObjectTarget;
  /** The whole of a new file that holds `bytes`. */
  fileOf(bytes: Uint8Array, change?: Partial<PartBytes>): Promise<PartBytes>;
  /** A new file that holds `bytes` and is not open. */
  expectedFile(bytes: Uint8Array): Promise<ExpectedFile>;
  close(): Promise<void>;
}

export async function startSandboxStore(
  options: Partial<SandboxOptions> = {},
): Promise<SandboxStore> {
  const folder = await mkdtemp(join(tmpdir(), 'ferry-oss-'));
  const sandbox = await startSandbox({ dataDirectory: join(folder, 'data'), ...options });
  const transport = createTransport();
  const files: FileHandle[] = [];
  let paths = 0;

  function account(change: Partial<Account> = {}): Account {
    return { ...someAccount, endpoint: sandbox.endpoint, region: sandbox.region, ...change };
  }

  function storeWith(change: Partial<AccountClientsOptions>): ObjectStore {
    const { accessKeyId, accessKeySecret } = sandbox;
    const credentials = fixedCredentials({ accessKeyId, accessKeySecret });
    return createObjectStore({ accounts: () => account(), credentials, transport, ...change });
  }

  return {
    sandbox,
    store: storeWith({}),
    storeWith,
    account,
    target: (key) => ({ accountId: someAccount.id, bucket: sandbox.bucket, key }),

    async fileOf(bytes, change = {}) {
      const path = join(folder, `file-${files.length}`);
      await writeFile(path, bytes);
      const file = await open(path);
      files.push(file);
      const range = someRange(0, bytes.length);
      return { ...range, source: { ...range.source, descriptor: file.fd }, ...change };
    },

    async expectedFile(bytes) {
      paths += 1;
      const path = join(folder, `expected-${paths}`);
      await writeFile(path, bytes);
      return { path, identity: identityOf(await stat(path, { bigint: true })) };
    },

    async close() {
      await transport.close();
      await sandbox.close();
      await Promise.all(files.map((file) => file.close()));
      await rm(folder, { recursive: true });
    },
  };
}
