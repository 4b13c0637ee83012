import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/**
 * Who signs, and with which key. The key is derived from the secret, is valid for one day and one
 * region, and does not reveal the secret: a worker thread gets this and never the secret.
 */
export interface SigningScope {
  readonly accessKeyId: string;
  /** Without `oss-`, such as `cn-hangzhou`. */
  readonly region: string;
  /** UTC, such as `20260131`. */
  readonly day: string;
  readonly key: Uint8Array;
}

/** A request, as far as the signature covers it. */
interface SignableRequest {
  readonly method: string;
  /** Absent or empty for requests that concern no bucket. */
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  /** `null`: a name without `=`. */
  readonly query?: Readonly<Record<string, string | number | null | undefined>> | undefined;
  /** As text, not as bytes in latin1. Includes `x-oss-date`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Further headers that the signature covers. */
  readonly additionalHeaders?: readonly string[] | undefined;
}

const service = 'oss/aliyun_v4_request';

/**
 * Derives the signing key of a day: four HMACs, which cost more than the signature itself.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4
 */
export function signingScope(
  credentials: { readonly accessKeyId: string; readonly accessKeySecret: string },
  region: string,
  day: string,
): SigningScope {
  let key: Uint8Array = hmac(`aliyun_v4${credentials.accessKeySecret}`, day).digest();
  for (const step of [region, 'oss', 'aliyun_v4_request']) key = hmac(key, step).digest();
  return { accessKeyId: credentials.accessKeyId, region, day, key };
}

/** The value of the `authorization` header. */
export function authorizationV4(request: SignableRequest, scope: SigningScope): string {
  const additional = additionalNames(request.additionalHeaders);
  const named = additional.length > 0 ? `AdditionalHeaders=${additional.join(';')},` : '';
  const headers = lowerCase(request.headers);
  const canonical = canonicalRequest(request, headers, additional);
  const signature = signText(canonical, headers['x-oss-date'] ?? '', scope);
  return `OSS4-HMAC-SHA256 Credential=${credentialOf(scope)},${named}Signature=${signature}`;
}

/** Who signs, for which day, region and service. */
export function credentialOf({ accessKeyId, day, region }: SigningScope): string {
  return `${accessKeyId}/${day}/${region}/${service}`;
}

/** The signature in hexadecimal form. @param date as `signatureDate` writes it */
export function signatureV4(request: SignableRequest, date: string, scope: SigningScope): string {
  const additional = additionalNames(request.additionalHeaders);
  return signText(canonicalRequest(request, lowerCase(request.headers), additional), date, scope);
}

function signText(canonical: string, date: string, { region, day, key }: SigningScope): string {
  const summed = hash('sha256', canonical);
  const toSign = `OSS4-HMAC-SHA256\n${date}\n${day}/${region}/${service}\n${summed}`;
  return hmac(keyObjectOf(key), toSign).digest('hex');
}

let keptKey: { readonly key: Uint8Array; readonly object: KeyObject } | undefined;

/** Node takes longer to read the bytes of a key than to sign with it. */
function keyObjectOf(key: Uint8Array): KeyObject {
  if (keptKey === undefined || Buffer.compare(keptKey.key, key) !== 0) {
    keptKey = { key, object: createSecretKey(key) };
  }
  return keptKey.object;
}

let keptDate = { second: Number.NaN, text: '' };

/** `x-oss-date`: the time of a request in UTC, in whole seconds, such as `20260131T235959Z`. */
export function signatureDate(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (keptDate.second !== second) keptDate = { second, text: formatDate(milliseconds) };
  return keptDate.text;
}

function formatDate(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** Percent-encodes the UTF-8 of a key, except `/` and the unreserved characters of RFC 3986. */
export function encodeKey(key: string): string {
  return encodeText(key).replace(/%2F/g, '/');
}

/**
 * @param headers with lower-case names
 * @param additional as `additionalNames` returns them
 */
function canonicalRequest(
  { method, bucket = '', key = '', query = {} }: SignableRequest,
  headers: Readonly<Record<string, string>>,
  additional: readonly string[],
): string {
  const path = encodeKey(`/${bucket === '' ? '' : `${bucket}/`}${key}`);
  const signed = new Set(additional);
  for (const name of Object.keys(headers)) if (isSigned(name)) signed.add(name);
  let lines = '';
  for (const name of [...signed].sort()) lines += `${name}:${(headers[name] ?? '').trim()}\n`;
  const payload = headers['x-oss-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  const names = additional.join(';');
  return `${method.toUpperCase()}\n${path}\n${canonicalQuery(query)}\n${lines}\n${names}\n${payload}`;
}

/** The documentation sorts by the bytes of the encoded names; the names that Ferry sends are ASCII. */
function canonicalQuery(query: NonNullable<SignableRequest['query']>): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    pairs.push(
      value === null ? encodeText(name) : `${encodeText(name)}=${encodeText(String(value))}`,
    );
  }
  return pairs.sort().join('&');
}

/** The headers that every signature covers. */
function isSigned(name: string): boolean {
  return name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-');
}

function additionalNames(names: readonly string[] = []): readonly string[] {
  if (names.length === 0) return names;
  const lower = new Set(names.map((name) => name.toLowerCase()));
  return [...lower].filter((name) => !isSigned(name)).sort();
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) lower[name.toLowerCase()] = value;
  return lower;
}

function encodeText(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: string | Uint8Array | KeyObject, text: string): ReturnType<typeof createHmac> {
  return createHmac('sha256', key).update(text);
}
