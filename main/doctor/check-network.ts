import { lookup, resolveCname } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { connect as connectTls, type PeerCertificate } from 'node:tls';
import type { CheckFacts } from '../../shared/account/diagnosis.ts';
import { TransferError, type ErrorCode } from '../../shared/errors.ts';

/** The server of an address. */
export interface Server {
  readonly host: string;
  readonly port: number;
}

/** The bucket to which a name should be bound. */
export interface Binding {
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
