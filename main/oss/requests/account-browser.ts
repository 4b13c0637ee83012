import { TransferError } from '../../../shared/errors.ts';
import type { BucketList, PrefixList } from '../../../shared/ipc/views.ts';
import type { RequestContext } from '../../engine/ports/object-store.ts';
import { createAccountClients, type AccountClientsOptions } from '../ali-oss/account-clients.ts';
import { listAccountBuckets, listPrefixes } from './browse-calls.ts';
import { createCallOss } from './call-oss.ts';
import type { PrefixTarget } from './list-calls.ts';

/** What an account may look at, for a person who chooses where uploads go. */
export interface AccountBrowser {
  /**
   * Keys that may only upload are the rule, so a refusal is an answer and no error.
   * @throws TransferError for everything else
   */
  buckets(accountId: string, context: RequestContext): Promise<BucketList>;
  /** Prefixes one level below; a refusal is an answer. @throws TransferError */
  prefixes(target: PrefixTarget, context: RequestContext): Promise<PrefixList>;
}

export function createAccountBrowser(options: AccountClientsOptions): AccountBrowser {
  const call = createCallOss(createAccountClients(options), options.credentials);
  return {
    async buckets(accountId, context) {
      const { addressing } = await options.accounts(accountId);
      // A domain of one's own leads to its one bucket and to no list of others.
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
