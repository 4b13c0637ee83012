import type { BucketList } from '../../../shared/ipc/views.ts';
import type { AccountInput } from '../../stores/accounts.ts';
import type { AccountForm } from './account-form.ts';
import { endpointOf } from './regions.ts';

export type FurtherBucket = BucketList['buckets'][number];

/** Buckets that one account reaches. */
export interface FurtherAccount {
  readonly account: AccountInput;
  /** True for the account of the form itself. */
  readonly isOwn: boolean;
  readonly buckets: readonly string[];
}

/**
 * The accounts for further buckets of the same keys. An account has one region, so each other region
 * needs an account of its own, with the keys that were typed.
 */
export function furtherAccounts(
  form: Pick<AccountForm, 'network'>,
  own: AccountInput,
  buckets: readonly FurtherBucket[],
): readonly FurtherAccount[] {
  const byRegion = Map.groupBy(buckets, ({ region }) => region);
  return [...byRegion].map(([region, group]) => {
    const names = group.map(({ name }) => name);
    if (region === own.region || form.network === 'custom') {
      return { account: own, isOwn: true, buckets: names };
    }
    const { id: _id, dataAddresses: _addresses, ...common } = own;
    const endpoint = endpointOf(region, form.network) ?? own.endpoint;
    const account = { ...common, name: `${own.name} (${region})`, region, endpoint };
    return { account, isOwn: false, buckets: names };
  });
}
