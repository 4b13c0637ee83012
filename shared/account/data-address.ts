import type { Account, ServiceAddress } from '../transfer.ts';

/**
 * The address for the data of a bucket. An account since 2025 may send no data to the endpoint that
 * answers its control operations, so a bucket can have an address of its own.
 */
export function dataAddressOf(
  account: Pick<Account, 'endpoint' | 'addressing' | 'dataAddresses'>,
  bucket: string,
): ServiceAddress {
  const own = account.dataAddresses?.[bucket];
  if (own !== undefined) return own;
  const { endpoint, addressing } = account;
  return { endpoint, addressing };
}
