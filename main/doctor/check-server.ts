import type { BoundDomain } from '../../shared/account/diagnosis.ts';
import { TransferError } from '../../shared/errors.ts';
import type { Account, ServiceAddress } from '../../shared/transfer.ts';
import { ossLimits } from '../../shared/upload/oss-limits.ts';
import { domainEndpoint } from '../oss/links/link-address.ts';
import type { Attempt } from './attempt.ts';
import {
  type Binding,
  checkCertificate,
  checkName,
  checkRoute,
  type Server,
} from './check-network.ts';

export interface ServerPorts {
  /** The proxy on the way to a URL, without user name and password; undefined when there is none. */
  proxyFor(url: string): string | undefined;
  /** Sends a request without keys and resolves with the server's time, in milliseconds. */
  serverTime(origin: string): Promise<number>;
}

/** From the name of the server to its clock. @returns true when the server answers */
export async function checkServer(
  ports: ServerPorts,
  address: ServiceAddress,
  binding: Binding | undefined,
  attempt: Attempt,
): Promise<boolean> {
  const url = new URL(address.endpoint);
  const server = serverOf(address.endpoint);
  const host = url.host;
  const proxy = ports.proxyFor(address.endpoint);
  await attempt('proxy', host, () => Promise.resolve(proxy === undefined ? {} : { proxy }));
  // Behind a proxy this computer reaches neither the name nor the server itself.
  if (proxy === undefined) {
    const bound = address.addressing === 'custom-domain' ? binding : undefined;
    const name = await attempt('name', host, () => checkName(server, bound));
    const [first] = name?.addresses ?? [];
    if (first === undefined) return false;
    if ((await attempt('route', host, () => checkRoute(server, first))) === undefined) return false;
    if (url.protocol === 'https:') {
      const wanted = certifiedName(address, url.hostname, binding?.bucket);
      const certificate = await attempt('certificate', host, () =>
        checkCertificate(server, first, wanted),
      );
      if (certificate === undefined) return false;
    }
  }
  const clock = await attempt('clock', host, async () => {
    const offset = Math.round((await ports.serverTime(url.origin)) - Date.now());
    if (Math.abs(offset) <= ossLimits.maxClockSkew) return { offset };
    throw new TransferError({ code: 'clock-skewed', clockOffset: offset });
  });
  return clock !== undefined;
}

/** A request names the bucket in the host, and the certificate has to cover that. */
function certifiedName(
  { addressing }: ServiceAddress,
  hostname: string,
  bucket: string | undefined,
): string {
  const isNamed = addressing === 'virtual-host' && !/^[\d.]+$/.test(hostname);
  return isNamed && bucket !== undefined ? `${bucket}.${hostname}` : hostname;
}

/**
 * Checks the names of the bound domains. A domain whose name leads elsewhere can take no data and
 * no link.
 *
 * @param inUse the host whose name was checked with its server
 * @returns the domains without those
 */
export async function leadingDomains(
  ports: ServerPorts,
  { endpoint }: Pick<Account, 'endpoint'>,
  domains: readonly BoundDomain[],
  { bucket, inUse }: { readonly bucket: string; readonly inUse?: string },
  attempt: Attempt,
): Promise<readonly BoundDomain[]> {
  const leading: BoundDomain[] = [];
  for (const bound of domains) {
    const own = domainEndpoint(endpoint, bound);
    const server = serverOf(own);
    const isChecked = bound.enabled && server.host !== inUse && ports.proxyFor(own) === undefined;
    const name =
      !isChecked ||
      (await attempt('name', hostOf(own), () => checkName(server, { bucket, isOnline: true })));
    if (name !== undefined) leading.push(bound);
  }
  return leading;
}

function serverOf(endpoint: string): Server {
  const { protocol, hostname, port } = new URL(endpoint);
  return { host: hostname, port: Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port) };
}

/** The host of an endpoint, with its port when that is not the usual one. */
export function hostOf(endpoint: string): string {
  return new URL(endpoint).host;
}
