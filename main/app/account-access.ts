import { type AccountBrowser, createAccountBrowser } from '../oss/requests/account-browser.ts';
import type { AccountClientsOptions } from '../oss/ali-oss/account-clients.ts';
import { createAccountCredentials } from '../oss/credential-sources.ts';
import { createObjectStore } from '../oss/object-store.ts';
import type { Credentials } from '../engine/ports/credentials.ts';
import type { ObjectFacts, ObjectStore, RequestContext } from '../engine/ports/object-store.ts';
import type { ProxyEnvironment } from '../proxy.ts';
import type { Transport } from '../transfer/transport.ts';
import type { Account, Batch, Crc64, Transfer } from '../../shared/transfer.ts';
import type { ObjectStatus } from '../../shared/ipc/views.ts';
import { modifiedFrom } from '../../shared/upload/modified-time.ts';
import type { Comparison } from '../opened-queue.ts';
import type { SourceFiles, SourceHandle } from '../engine/ports/source-files.ts';
import type { LinkedObject, LinkWish, ObjectLink } from '../../shared/account/object-links.ts';
import type { LinkMaker } from '../oss/link-maker.ts';

/** Access to OSS for one account, beside the queue: to test keys, to browse, to compare. */
interface AccountAccess {
  readonly objects: ObjectStore;
  readonly browser: AccountBrowser;
}

/** @param account may be a trial account that is not in the database */
export function accessAs(
  account: Account,
  keychain: Credentials,
  environment: ProxyEnvironment,
  transport: Transport,
): AccountAccess {
  const accounts = () => Promise.resolve(account);
  const options: AccountClientsOptions = {
    accounts,
    credentials: createAccountCredentials(accounts, environment, keychain),
    transport,
  };
  return {
    objects: createObjectStore(options),
    browser: createAccountBrowser(options),
  };
}

/** HEAD of the object of a row; undefined when there is none. @throws TransferError */
export async function readObjectStatus(
  objects: Pick<ObjectStore, 'head'>,
  { accountId, bucket, key }: Transfer,
  context: RequestContext,
): Promise<ObjectStatus | undefined> {
  const facts = await objects.head({ accountId, bucket, key }, context);
  if (facts === undefined) return undefined;
  const modified = modifiedFrom(facts.meta);
  const { size, lastModified } = facts;
  return { size, lastModified, ...(modified !== undefined && { modified }) };
}

/** Bytes. A conflict question must not wait for reading a larger file. */
const summedAtMost = 1024 * 1024 * 1024;

/**
 * Compares the object that conflicts with a row to the row's file: sizes, times, and equality by
 * CRC-64. Unknown facts are left out; a comparison never fails.
 */
export async function compareObject(
  ports: { readonly objects: ObjectStore; readonly files: SourceFiles },
  transfer: Transfer,
  context: RequestContext,
): Promise<Comparison> {
  const [facts, local] = await Promise.all([
    ports.objects.head(transfer, context).catch(() => undefined),
    ports.files.open(transfer.source.path).catch(() => undefined),
  ]);
  try {
    const identity = await local?.identity();
    const localModified = Number(BigInt(identity?.modified ?? '0') / 1_000_000n);
    if (facts === undefined) return { localModified };
    const identical =
      local === undefined || identity === undefined
        ? undefined
        : await isIdentical(local, identity.size, facts, context.signal);
    return {
      localModified,
      remoteSize: facts.size,
      remoteModified: modifiedFrom(facts.meta) ?? facts.lastModified,
      ...(identical !== undefined && { identical }),
    };
  } catch {
    return { localModified: 0 };
  } finally {
    await local?.close();
  }
}

async function isIdentical(
  local: SourceHandle,
  size: number,
  facts: ObjectFacts,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  if (size !== facts.size) return false;
  if (facts.crc64 === undefined || size > summedAtMost) return undefined;
  const sum: Crc64 = await local.crc64(0, size, signal);
  return sum === facts.crc64;
}

/** An object, and the batch that wrote it, if one did. */
interface WrittenObject extends LinkedObject {
  /** Its options name the ACL of the object. */
  readonly batchId?: number;
}

/** Makes links to objects; reads the ACLs that Ferry itself gave them from their batches. */
export async function linksTo(
  maker: LinkMaker,
  batchOf: (id: number) => Promise<Batch | undefined>,
  objects: readonly WrittenObject[],
  wish: LinkWish,
  context: RequestContext,
): Promise<readonly ObjectLink[]> {
  const acls = new Map<number, LinkedObject['acl']>();
  for (const batchId of new Set(objects.map((one) => one.batchId))) {
    if (batchId === undefined) continue;
    const batch = await batchOf(batchId);
    if (batch !== undefined) acls.set(batchId, batch.options.acl ?? 'default');
  }
  const known = objects.map(({ batchId, ...object }): LinkedObject => {
    const acl = batchId === undefined ? undefined : acls.get(batchId);
    return acl === undefined ? object : { ...object, acl };
  });
  return await maker.make(known, wish, context);
}
