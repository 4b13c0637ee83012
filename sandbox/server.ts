import { mkdirSync } from 'node:fs';
import { Accounts, ownAccount, ownerNamed, type SandboxAccount } from './accounts.ts';
import { FaultBook } from './fault-book.ts';
import type { FaultInjector } from './faults.ts';
import type { ServerState } from './http/exchange.ts';
import { listen, type TlsKey } from './http/listener.ts';
import { RequestLog, type RequestJournal } from './journal.ts';
import { refuseBucketName } from './rules/bucket-rules.ts';
import { lockFolder } from './storage/folder-lock.ts';
import { changeBucket, newBucket, type BucketChange } from './storage/change-bucket.ts';
import { Storage } from './storage/storage.ts';

/** The options of a sandbox. */
export interface SandboxOptions {
  /** Created when absent; all data survives a restart on the same folder. */
  readonly dataDirectory: string;
  /** 0, the default, takes any free port. The address is always 127.0.0.1. */
  readonly port?: number;
  /** Signing region, `cn-hangzhou` by default; buckets are in `oss-<region>`. */
  readonly region?: string;
  /** By default one account with generated keys, kept in the data folder. */
  readonly accounts?: readonly SandboxAccount[];
  /** Created at the start when absent; `['ferry-sandbox']` by default. */
  readonly buckets?: readonly string[];
  /** Key and certificate in PEM; serves HTTPS. */
  readonly tls?: TlsKey;
  /** Other keys and certificates for bound domains, by name; needs `tls`. */
  readonly domainTls?: Readonly<Record<string, TlsKey>>;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** How many requests the journal keeps; 100,000 by default. */
  readonly journalCapacity?: number;
  /**
   * Idle timeout of the body in milliseconds, after which a request is refused; 60,000 by default.
   */
  readonly idleTimeoutMilliseconds?: number;
  /** Called for failures inside the server, which the client sees as InternalError. */
  readonly onFailure?: (error: unknown) => void;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT`, `https` with TLS. */
  readonly endpoint: string;
  readonly region: string;
  readonly port: number;
  /** The first of the buckets. */
  readonly bucket: string;
  /** The access key ID of the first account. */
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly faults: FaultInjector;
  readonly journal: RequestJournal;
  addAccount(account: SandboxAccount): void;
  updateAccount(accessKeyId: string, change: Partial<SandboxAccount>): void;
  /**
   * Changes the settings of a bucket; fields that are not named stay.
   *
   * @throws when there is no such bucket
   */
  updateBucket(name: string, change: BucketChange): void;
  /** Ends every connection; a new sandbox on the same folder has the same state. */
  close(): Promise<void>;
}

/**
 * Starts a local server that implements the protocol of OSS.
 *
 * @throws OssError InvalidBucketName for a bucket option that OSS would refuse; an error of the
 *   operating system when the port is taken or the folder cannot be written; FolderInUse
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dataDirectory, buckets = [] } = options;
  for (const name of buckets) refuseBucketName(name);
  mkdirSync(dataDirectory, { recursive: true });
  const unlock = lockFolder(dataDirectory);
  try {
    return await serve(options, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function serve(options: SandboxOptions, unlock: () => void): Promise<Sandbox> {
  const { dataDirectory, region = 'cn-hangzhou', buckets = ['ferry-sandbox'] } = options;
  const now = options.now ?? Date.now;
  const given = options.accounts ?? [];
  const first = given[0] ?? ownAccount(dataDirectory);
  const accounts = new Accounts(given.length === 0 ? [first] : given);
  const storage = new Storage(dataDirectory);
  for (const name of buckets) {
    if (storage.bucket(name) === undefined) {
      storage.create(newBucket(name, { ownerId: ownerNamed(first), created: now() }));
    }
  }
  const faults = new FaultBook();
  const journal = new RequestLog(options.journalCapacity ?? 100_000);
  const state: ServerState = {
    storage,
    accounts,
    faults,
    journal,
    region,
    now,
    idleTimeout: options.idleTimeoutMilliseconds ?? 60_000,
    onFailure: options.onFailure ?? (() => undefined),
  };
  const listener = await listen(state, options.port ?? 0, options).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  const stop = async (): Promise<void> => {
    faults.clear();
    await listener.close();
    await storage.close();
    unlock();
  };
  let stopping: Promise<void> | undefined;
  return {
    endpoint: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${listener.port}`,
    region,
    port: listener.port,
    bucket: buckets[0] ?? storage.buckets()[0]?.record.name ?? '',
    accessKeyId: first.accessKeyId,
    accessKeySecret: first.accessKeySecret,
    faults,
    journal,
    addAccount: (account) => {
      accounts.add(account);
    },
    updateAccount: (accessKeyId, change) => {
      accounts.update(accessKeyId, change);
    },
    updateBucket: (name, change) => {
      changeBucket(storage, name, change);
    },
    close: () => (stopping ??= stop()),
  };
}
