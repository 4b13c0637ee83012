import { dataAddressOf } from '../../shared/account/data-address.ts';
import type { BoundDomain } from '../../shared/account/diagnosis.ts';
import type { Account, ServiceAddress } from '../../shared/transfer.ts';

/**
 * The addresses that data of the bucket could go to: the chosen one first, then the endpoint of the
 * account, transfer acceleration where the bucket has it, and the bound domains.
 */
export function possibleAddresses(
  account: Account,
  bucket: string,
  found: { readonly domains: readonly BoundDomain[]; readonly acceleration: boolean },
): readonly ServiceAddress[] {
  const { endpoint, addressing } = account;
  const domains = found.domains
    .filter(({ enabled }) => enabled)
    .map((bound): ServiceAddress => ({
      endpoint: domainEndpoint(endpoint, bound),
      addressing: 'custom-domain',
    }));
  const accelerated: readonly ServiceAddress[] =
    found.acceleration && isOss(endpoint)
      ? [{ endpoint: 'https://oss-accelerate.aliyuncs.com', addressing: 'virtual-host' }]
      : [];
  const all = [
    dataAddressOf(account, bucket),
    { endpoint, addressing },
    ...accelerated,
    ...domains,
  ];
  return all.filter(
    (one, index) =>
      all.findIndex((other) => other.endpoint === one.endpoint) === index &&
      // Ferry sends nothing in the clear that the user did not choose.
      (one.endpoint.startsWith('https:') || endpoint.startsWith('http:')),
  );
}

/**
 * A bound domain as an endpoint. Another server than OSS serves its domains at its own port.
 */
function domainEndpoint(endpoint: string, { domain, certificateUntil }: BoundDomain): string {
  if (isOss(endpoint)) return `${certificateUntil === undefined ? 'http' : 'https'}://${domain}`;
  const { protocol, port } = new URL(endpoint);
  return `${protocol}//${domain}${port === '' ? '' : `:${port}`}`;
}

function isOss(endpoint: string): boolean {
  return URL.parse(endpoint)?.hostname.endsWith('.aliyuncs.com') === true;
}
