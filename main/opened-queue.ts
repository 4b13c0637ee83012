import type {
  Account,
  Destination,
  ServiceAddress,
  SourceIdentity,
  SourcePath,
  Transfer,
} from '../shared/transfer.ts';
import type { Engine } from './engine/api.ts';
import type { PictureQueries } from './engine/ports/picture-queries.ts';
import type { LinkedObject, LinkWish, ObjectLink } from '../shared/account/object-links.ts';
import type { RowBin } from './engine/ports/transfer-store.ts';
import type { Diagnosis } from '../shared/account/diagnosis.ts';
import type { ObjectPage, Thumbnail } from '../shared/ipc/bucket-view.ts';
import type { BucketList, ConflictPreview, ObjectStatus, PrefixList } from '../shared/ipc/views.ts';
import type { QueueRecovery } from '../shared/queue-recovery.ts';
import type { ProxySettings } from '../shared/settings.ts';

/** The facts of one conflict. */
export type Comparison = Omit<
  ConflictPreview['examples'][number],
  'id' | 'relativePath' | 'key' | 'localSize'
>;

/** Blob bytes in a spool file. */
interface Spooled {
  readonly path: SourcePath;
  readonly identity: SourceIdentity;
}

/**
 * The parts of the assembled app that the desktop needs besides the engine. Wired in main/index.ts.
 */
export interface OpenedQueue {
  readonly engine: Engine;
  readonly pictures: PictureQueries;
  /** Commands that can be undone; the engine learns of every change. */
  readonly bins: RowBin;
  /** Set when the database was damaged. */
  readonly recovery?: QueueRecovery;
  /**
   * Restarts a failed engine without quitting: `engine` stays the same object with its listeners.
   * @throws TransferError; the engine is then still `failed`, and the caller may retry
   */
  startAgain(): Promise<void>;
  removeAccount(accountId: string): Promise<void>;
  /** Checks an account that is not stored; `report` receives each result. Never throws. */
  diagnose(
    account: Account,
    destination: Pick<Destination, 'bucket' | 'prefix'> | undefined,
    withSpeed: boolean,
    report: (diagnosis: Diagnosis) => void,
  ): Promise<void>;
  /** The addresses for data of a bucket, as OSS names them to the keys. @throws TransferError */
  addressesOf(account: Account, bucket: string): Promise<readonly ServiceAddress[]>;
  spool(bytes: Uint8Array): Promise<Spooled>;
  /** The buckets that the account may list; a refusal is a normal result. */
  listBuckets(account: Account): Promise<BucketList>;
  listPrefixes(destination: Destination): Promise<PrefixList>;
  /**
   * One page of what a bucket holds under a prefix; keys that may not list are a result.
   *
   * @param after `next` of the page before
   * @throws TransferError
   */
  listObjects(destination: Destination, after: string | undefined): Promise<ObjectPage>;
  /** A small picture of an object, if OSS makes one. @throws TransferError */
  thumbnail(object: LinkedObject): Promise<Thumbnail | undefined>;
  /**
   * Makes links to objects, in their order. `batchId` names the batch that wrote the object, if one
   * did.
   * @throws TransferError `credentials-*`
   */
  links(
    objects: readonly (LinkedObject & { readonly batchId?: number })[],
    wish: LinkWish,
  ): Promise<readonly ObjectLink[]>;
  /** Reads what OSS has under the key of a row. @throws TransferError */
  headObject(transfer: Transfer): Promise<ObjectStatus | undefined>;
  /** Compares the existing object of a row with its file. */
  compare(transfer: Transfer): Promise<Comparison>;
  /** Stores the proxy's credentials, and retries the uploads that waited for them. */
  saveProxyPassword(userName: string, password: string): Promise<void>;
  /** Sends one request through `proxy`. @throws TransferError */
  tryProxy(proxy: ProxySettings, password: string | undefined): Promise<void>;
  /** The local server; the first call starts it. */
  openSandbox(): Promise<OpenedSandbox>;
  close(): Promise<void>;
}

export interface OpenedSandbox {
  readonly account: Account;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}
