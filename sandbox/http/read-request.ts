import type { IncomingMessage } from 'node:http';
import { fitsSignature } from '../signing/authenticate.ts';
import { readAddress, type Address } from '../rules/address.ts';
import { hostName } from '../rules/endpoint-kind.ts';
import { readCredentials, type RequestCredentials } from '../signing/credentials.ts';
import type { WireHeaders } from '../rules/objects/object-headers.ts';
import { nameOperation, type OperationName } from '../rules/operation.ts';
import { OssError } from '../rules/oss-error.ts';
import { Query } from '../text/query.ts';
import type { SignedRequest } from '../signing/signature-v1.ts';
import { percentDecode } from '../text/text-coding.ts';
import type { Accounts } from '../accounts.ts';
import type { Storage } from '../storage/storage.ts';

/** A request in the terms of OSS. */
export interface OssRequest {
  readonly method: string;
  readonly headers: WireHeaders;
  readonly query: Query;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  /** Undefined when OSS has no such operation. */
  readonly operation: OperationName | undefined;
  readonly credentials: RequestCredentials;
  /** True when the Host header is a domain that is bound to the bucket. */
  readonly isDomain: boolean;
  /** The parts of the request that the signature covers. */
  readonly signed: SignedRequest;
}

/**
 * Reads a request line and its headers.
 *
 * @throws OssError InvalidURI, InvalidArgument, AccessDenied
 */
export function readRequest(
  message: IncomingMessage,
  { accounts, storage }: { readonly accounts: Accounts; readonly storage: Storage },
): OssRequest {
  const method = message.method ?? 'GET';
  const headers = flatten(message);
  const target = splitTarget(message.url ?? '/');
  const query = Query.parse(target.query);
  const credentials = readCredentials(headers, query);
  const host = headers['host'] ?? '';
  const names = storage.buckets().map(({ record }) => record.name);
  const domains = storage.domains();
  const { address, others } = readAddress(host, target.path, names, domains);
  const read = (candidate: Address): Reading => {
    const { bucket, key } = decodeAddress(candidate);
    return { bucket, key, signed: signedRequest(method, headers, query, { bucket, key }) };
  };
  const chosen = choose(read(address), others.map(read), credentials, accounts);
  const { bucket, key } = chosen;
  const isCopy = headers['x-oss-copy-source'] !== undefined;
  const operation = nameOperation({ method, bucket, key, query, isCopy });
  const isDomain = domains.has(hostName(host));
  return { method, headers, query, credentials, isDomain, operation, ...chosen };
}

/** One interpretation of the address of a request. */
type Reading = Pick<OssRequest, 'bucket' | 'key' | 'signed'>;

/** The first reading, unless the signature matches another reading. */
function choose(
  first: Reading,
  others: readonly Reading[],
  credentials: RequestCredentials,
  accounts: Accounts,
): Reading {
  if (credentials.kind === 'anonymous' || others.length === 0) return first;
  const account = accounts.find(credentials.accessKeyId);
  if (account === undefined) return first;
  const fits = ({ signed }: Reading): boolean => fitsSignature(credentials, signed, account);
  return fits(first) ? first : (others.find(fits) ?? first);
}

function signedRequest(
  method: string,
  headers: WireHeaders,
  { all }: Query,
  { bucket, key }: { bucket: string | undefined; key: string | undefined },
): SignedRequest {
  const present = Object.entries(headers).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  return { method, headers: Object.fromEntries(present), query: all, bucket, key };
}

function decodeAddress({ bucket, rawKey }: Address): {
  bucket: string | undefined;
  key: string | undefined;
} {
  return { bucket: decodePart(bucket), key: decodePart(rawKey) };
}

function decodePart(raw: string | undefined): string | undefined {
  if (raw === undefined) return undefined;
  const decoded = percentDecode(raw);
  if (decoded === undefined) throw new OssError('InvalidURI', { details: { URI: raw } });
  return decoded;
}

/** The client of a proxy sends the whole URL; every other client starts with the path. */
function splitTarget(target: string): { path: string; query: string } {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '');
  const mark = local.indexOf('?');
  return mark === -1
    ? { path: local, query: '' }
    : { path: local.slice(0, mark), query: local.slice(mark + 1) };
}

function flatten(message: IncomingMessage): WireHeaders {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}
