import { lookup, resolveCname } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { checkServerIdentity, connect as connectTls, type PeerCertificate } from 'node:tls';
import type { CheckFacts } from '../../shared/diagnosis.ts';
import { TransferError, type ErrorCode } from '../../shared/errors.ts';

/** The server of an address. */
export interface Server {
  readonly host: string;
  readonly port: number;
}

/** Milliseconds for one connection. */
const timeout = 10_000;

/** Resolves a name. A name below `localhost` is this computer, as in the transport. */
export async function checkName({ host }: Server): Promise<CheckFacts['name']> {
  if (isIP(host) !== 0) return { addresses: [host] };
  if (host.endsWith('.localhost')) return { addresses: ['127.0.0.1'] };
  try {
    const [found, aliases] = await Promise.all([
      lookup(host, { all: true }),
      resolveCname(host).catch(() => []),
    ]);
    const [alias] = aliases;
    const addresses = found.map(({ address }) => address);
    return { addresses, ...(alias === undefined ? {} : { alias }) };
  } catch (cause) {
    throw failed('offline', `The name ${host} is not known (${codeOf(cause)}).`, cause);
  }
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
 * Reads the certificate of the server and judges it.
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
      // The certificate is judged below; no data travels on this connection.
      rejectUnauthorized: false,
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer')));
    socket.once('error', (cause) => {
      reject(failed('offline', `No TLS connection (${codeOf(cause)}).`, cause));
    });
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate();
      const problem = judge(certificate, name, socket.authorizationError);
      socket.destroy();
      if (problem === undefined) resolve(factsOf(certificate));
      else reject(problem);
    });
  });
}

function judge(
  certificate: PeerCertificate,
  name: string,
  // Node types this as an Error, but it is the name of the error.
  refusal: unknown,
): TransferError | undefined {
  const { validUntil, names, issuer } = factsOf(certificate);
  if (validUntil < Date.now()) {
    const day = new Date(validUntil).toISOString().slice(0, 10);
    return failed('certificate-expired', `The certificate ended on ${day}.`);
  }
  const isOther = isIP(name) === 0 && checkServerIdentity(name, certificate) !== undefined;
  if (isOther) {
    const detail = `The certificate is for ${names.join(', ')}, not for ${name}.`;
    return failed('certificate-name-differs', detail);
  }
  if (refusal === null || refusal === undefined) return undefined;
  const reason = typeof refusal === 'string' ? refusal : 'not trusted';
  return failed('certificate-rejected', `Issued by ${issuer} (${reason}).`);
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
