import type { Account, Destination } from '../../../shared/transfer.ts';
import type { Engine } from '../../engine/api.ts';
import type { BucketList, PrefixList } from '../../../shared/ipc/views.ts';
import type { QueueRecovery } from '../../../shared/queue-recovery.ts';
import type { ProxySettings } from '../../../shared/settings.ts';
import type { SourceIdentity, SourcePath, Transfer } from '../../../shared/transfer.ts';
import type { Comparison } from '../handlers/conflict-preview.ts';

/** Blob bytes that were written to a spool file. */
export interface Spooled {
  readonly path: SourcePath;
  readonly identity: SourceIdentity;
}

/** What the desktop needs of the assembled app besides the engine. Wired in main/index.ts. */
export interface OpenedQueue {
  readonly engine: Engine;
  /** Set when the database was damaged. */
  readonly recovery?: QueueRecovery;
  /**
   * Starts a failed engine again without quitting: `engine` stays the same object with its listeners.
   * @throws TransferError; the engine is then still `failed`, and may be started again
   */
  startAgain(): Promise<void>;
  removeAccount(accountId: string): Promise<void>;
  /** Reaches a bucket as an account that is not stored. @throws TransferError */
  probeAccount(account: Account, bucket: string): Promise<void>;
  spool(bytes: Uint8Array): Promise<Spooled>;
  /** What the account may list; a refusal is an answer. */
  listBuckets(account: Account): Promise<BucketList>;
  listPrefixes(destination: Destination): Promise<PrefixList>;
  /** The object that is in the way of a row, compared with its file. */
  compare(transfer: Transfer): Promise<Comparison>;
  /** Keeps what the proxy asks for, and tries the uploads that waited for it. */
  saveProxyPassword(userName: string, password: string): Promise<void>;
  /** One request through `proxy`. @throws TransferError */
  tryProxy(proxy: ProxySettings, password: string | undefined): Promise<void>;
  /** The local server, started when it is asked for the first time. */
  openSandbox(): Promise<OpenedSandbox>;
  close(): Promise<void>;
}

export interface OpenedSandbox {
  readonly account: Account;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}
