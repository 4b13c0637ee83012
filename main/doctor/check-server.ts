import { lookup, resolveCname } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { connect as connectTls, type PeerCertificate } from 'node:tls';
import type {
  BoundDomain,
  CheckFacts,
  CheckName,
  Diagnosis,
  LeftUpload,
} from '../../shared/account/diagnosis.ts';
import { toErrorRecord, TransferError, type ErrorCode } from '../../shared/errors.ts';
import type { Account, ServiceAddress } from '../../shared/transfer.ts';
import { ossLimits } from '../../shared/upload/oss-limits.ts';
import { domainEndpoint } from '../oss/addresses.ts';
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

/** The server of an address. */
interface Server {
  readonly host: string;
  readonly port: number;
}

/** The bucket to which a name should be bound. */
interface Binding {
  readonly bucket: string;
  /** Another server was reached before: a name that is not known then lacks its DNS record. */
  readonly isOnline: boolean;
}

/** Milliseconds for one connection. */
const timeout = 10_000;

/**
 * Resolves a name. A name below `localhost` is this computer, as in the transport.
 *
 * @throws TransferError `offline`, or `domain-elsewhere` for a bound domain without a DNS record or
 *   with an alias of another bucket
 */
export async function checkName({ host }: Server, bound?: Binding): Promise<CheckFacts['name']> {
  if (isIP(host) !== 0) return { addresses: [host] };
  if (host.endsWith('.localhost')) return { addresses: ['127.0.0.1'] };
  try {
    const [alias] = await resolveCname(host).catch(() => []);
    if (bound !== undefined) refuseOtherBucket(host, alias, bound.bucket);
    const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
    return { addresses, ...(alias === undefined ? {} : { alias }) };
  } catch (cause) {
    if (cause instanceof TransferError) throw cause;
    throw unknownName(host, cause, bound);
  }
}

/** Why a name has no address. @param cause as `lookup` of Node throws it */
export function unknownName(host: string, cause: unknown, bound?: Binding): TransferError {
  const code = codeOf(cause);
  const hasNoRecord = bound?.isOnline === true && code === 'ENOTFOUND';
  const detail = `The name ${host} is not known (${code}).`;
  return failed(hasNoRecord ? 'domain-elsewhere' : 'offline', detail, cause);
}

/**
 * A bound domain is an alias of the bucket's own name at OSS. An alias outside OSS can be a CDN in
 * front of the bucket.
 *
 * @throws TransferError `domain-elsewhere`
 */
export function refuseOtherBucket(host: string, alias: string | undefined, bucket: string): void {
  const ofOss = alias?.toLowerCase().replace(/\.$/, '') ?? '';
  if (!ofOss.endsWith('.aliyuncs.com') || ofOss.startsWith(`${bucket}.`)) return;
  const detail = `The CNAME record of ${host} points to ${ofOss}, not to the bucket ${bucket}.`;
  throw failed('domain-elsewhere', detail);
}

/** Connects once. @throws TransferError `offline` */
export function checkRoute({ port }: Server, address: string): Promise<CheckFacts['route']> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, timeout });
    socket.once('connect', () => {
      resolve({ milliseconds: Math.round(performance.now() - begun) });
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    socket.once('error', (cause) => {
      reject(failed('offline', `No connection to ${address}:${port} (${codeOf(cause)}).`, cause));
    });
  });
}

/**
 * Connects by TLS as an upload does. Node checks the certificate; this function only names the cause
 * of a refusal.
 *
 * @param name the name that the certificate must have
 * @throws TransferError `certificate-expired`, `certificate-name-differs`, `certificate-rejected`,
 *   `offline`
 */
export function checkCertificate(
  { port }: Server,
  address: string,
  name: string,
): Promise<CheckFacts['certificate']> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      ...{ host: address, port, timeout },
      ...(isIP(name) === 0 ? { servername: name } : {}),
    });
    let facts: CheckFacts['certificate'] | undefined;
    // Must run before Node checks the certificate: afterwards the certificate is gone.
    socket.prependOnceListener('secure', () => {
      facts = factsOf(socket.getPeerCertificate());
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    socket.once('error', (cause: Error) => {
      reject(refusalOf(cause, name, facts));
    });
    socket.once('secureConnect', () => {
      resolve(facts ?? factsOf(socket.getPeerCertificate()));
      socket.destroy();
    });
  });
}

/** @param facts absent when the connection ended before the server sent a certificate */
function refusalOf(
  cause: Error,
  name: string,
  facts: CheckFacts['certificate'] | undefined,
): TransferError {
  const code = codeOf(cause);
  if (facts === undefined) return failed('offline', `No TLS connection (${code}).`, cause);
  const { issuer, names, validUntil } = facts;
  if (validUntil < Date.now()) {
    const day = new Date(validUntil).toISOString().slice(0, 10);
    return failed('certificate-expired', `The certificate ended on ${day}.`, cause);
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const detail = `The certificate is for ${names.join(', ')}, not for ${name}.`;
    return failed('certificate-name-differs', detail, cause);
  }
  return failed('certificate-rejected', `Issued by ${issuer} (${code}).`, cause);
}

function factsOf(certificate: PeerCertificate): CheckFacts['certificate'] {
  const { issuer, subjectaltname = '', valid_to: end } = certificate;
  const names = subjectaltname.split(', ').map((entry) => entry.replace(/^DNS:/, ''));
  return {
    issuer: [issuer.O ?? issuer.CN].flat().join(', '),
    names: names.filter((entry) => entry !== ''),
    validUntil: Date.parse(end),
  };
}

function failed(code: ErrorCode, detail: string, cause?: unknown): TransferError {
  return new TransferError({ code, detail: detail.slice(0, 300) }, { cause });
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
