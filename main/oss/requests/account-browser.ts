import { TransferError } from '../../../shared/errors.ts';
import type { BucketList, PrefixList } from '../../../shared/ipc/views.ts';
import type { RequestContext } from '../../engine/ports/object-store.ts';
import { createAccountClients, type AccountClientsOptions } from '../ali-oss/account-clients.ts';
import { listAccountBuckets, listPrefixes } from './browse-calls.ts';
import { createCallOss } from './call-oss.ts';
import type { PrefixTarget } from './list-calls.ts';

/** Lists buckets and prefixes of an account, for a user who chooses a destination. */
export interface AccountBrowser {
  /**
   * Most AccessKeys may only upload, so a refusal is a result and not an error.
   * @throws TransferError for every other failure
   */
  buckets(accountId: string, context: RequestContext): Promise<BucketList>;
  /** Prefixes one level below; a refusal is a result. @throws TransferError */
  prefixes(target: PrefixTarget, context: RequestContext): Promise<PrefixList>;
}

export function createAccountBrowser(options: AccountClientsOptions): AccountBrowser {
  const call = createCallOss(createAccountClients(options), options.credentials);
  return {
    async buckets(accountId, context) {
      const { addressing } = await options.accounts(accountId);
      // A custom domain leads to one bucket and cannot list others.
      if (addressing === 'custom-domain') return { permitted: false, buckets: [] };
      const buckets = await unlessDenied(listAccountBuckets(call, accountId, context));
      return { permitted: buckets !== undefined, buckets: buckets ?? [] };
    },
    async prefixes(target, context) {
      const list = await unlessDenied(listPrefixes(call, target, context));
      return { permitted: list !== undefined, ...(list ?? { prefixes: [], truncated: false }) };
    },
  };
}

async function unlessDenied<Value>(listing: Promise<Value>): Promise<Value | undefined> {
  try {
    return await listing;
  } catch (thrown) {
    if (thrown instanceof TransferError && thrown.code === 'access-denied') return undefined;
    throw thrown;
  }
}
