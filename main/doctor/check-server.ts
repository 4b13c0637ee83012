import type {
  BoundDomain,
  CheckFacts,
  CheckName,
  Diagnosis,
  LeftUpload,
} from '../../shared/account/diagnosis.ts';
import { toErrorRecord, TransferError } from '../../shared/errors.ts';
import type { Account, ServiceAddress } from '../../shared/transfer.ts';
import { ossLimits } from '../../shared/upload/oss-limits.ts';
import { domainEndpoint } from '../oss/link-address.ts';
import {
  type Binding,
  checkCertificate,
  checkName,
  checkRoute,
  type Server,
} from './check-network.ts';
import type { NoteLeft } from './check-speed.ts';

/** Runs one check and reports its result; resolves with what it found, undefined on a failure. */
type Attempt = <Name extends CheckName>(
  check: Name,
  host: string | undefined,
  run: (noteLeft: NoteLeft) => Promise<CheckFacts[Name]>,
) => Promise<CheckFacts[Name] | undefined>;

/**
 * @param report receives each result
 * @param signal once aborted, no further check runs
 */
export function attemptOf(report: (diagnosis: Diagnosis) => void, signal: AbortSignal): Attempt {
  return async (check, host, run) => {
    if (signal.aborted) return undefined;
    let left: LeftUpload | undefined;
    const named = () => ({
      check,
      ...(host !== undefined && { host }),
      ...(left !== undefined && { leftBehind: left }),
    });
    try {
      const facts = await run((upload) => {
        left = upload;
      });
      report({ ...named(), outcome: 'found', facts } as Diagnosis);
      return facts;
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      const outcome = error.code === 'access-denied' ? 'not-permitted' : 'failed';
      report({ ...named(), outcome, error } as Diagnosis);
      return undefined;
    }
  };
}

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
