import { type Account, dataAddressOf, type ServiceAddress } from '../../shared/transfer.ts';
import type { BoundDomain } from '../../shared/account/diagnosis.ts';
import { TransferError } from '../../shared/errors.ts';
import type { RequestContext } from '../engine/ports/object-store.ts';
import { domainEndpoint, isOssEndpoint } from '../oss/addresses.ts';
import type { BucketSettingsReader } from '../oss/requests/account-browser.ts';
import { attemptOf, leadingDomains, type ServerPorts } from './check-server.ts';

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
    found.acceleration && isOssEndpoint(endpoint)
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
 * The addresses for data of the bucket that OSS names to these keys. Domains whose certificate has
 * ended, or whose name leads elsewhere, are left out.
 *
 * @throws TransferError; a refusal to look is a result without domains
 */
export async function readAddresses(
  ports: ServerPorts & { settings(account: Account): BucketSettingsReader },
  account: Account,
  bucket: string,
  context: RequestContext,
): Promise<readonly ServiceAddress[]> {
  const target = { accountId: account.id, bucket };
  const settings = ports.settings(account);
  const unlessDenied = (thrown: unknown): undefined => {
    if (thrown instanceof TransferError && thrown.code === 'access-denied') return undefined;
    throw thrown;
  };
  const [info, domains = []] = await Promise.all([
    settings.info(target, context).catch(unlessDenied),
    settings.domains(target, context).catch(unlessDenied),
  ]);
  const now = Date.now();
  const certified = domains.filter(({ certificateUntil = now }) => certificateUntil >= now);
  const attempt = attemptOf(() => undefined, context.signal);
  return possibleAddresses(account, bucket, {
    acceleration: info?.acceleration ?? false,
    domains: await leadingDomains(ports, account, certified, { bucket }, attempt),
  });
}
