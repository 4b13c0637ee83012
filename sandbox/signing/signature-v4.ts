import { createHash, createHmac } from 'node:crypto';
import { type SignedRequest, subResources } from './signature-v1.ts';
import { percentEncode, trimBlanks } from '../text/text-coding.ts';

/** The parts of `AccessKeyId/20260131/cn-hangzhou/oss/aliyun_v4_request`. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly product: string;
}

/** Algorithm name, in the header and in `x-oss-signature-version`. */
export const algorithmV4 = 'OSS4-HMAC-SHA256';

/** Reads a credential; undefined without exactly five parts and the right ending. */
export function parseCredential(text: string): CredentialScope | undefined {
  const parts = text.split('/');
  const [accessKeyId, date, region, product, ending] = parts;
  if (parts.length !== 5 || ending !== 'aliyun_v4_request') return undefined;
  if (accessKeyId === undefined || date === undefined) return undefined;
  if (region === undefined || product === undefined) return undefined;
  return { accessKeyId, date, region, product };
}

/**
 * The form of an argument without a value in the signed string. The documentation signs the name
 * alone. ali-oss signs the name alone for sub-resources and `name=` for other arguments. Both look
 * the same in the request.
 */
export type EmptyArguments = 'name' | 'as-ali-oss';

/** The canonical request of signature V4, one character per byte. */
export function canonicalRequestV4(
  request: SignedRequest,
  additionalHeaders: readonly string[],
  emptyArguments: EmptyArguments = 'name',
): string {
  const { method, headers, query, bucket, key } = request;
  const path = bucket === undefined ? '/' : `/${bucket}/${key ?? ''}`;
  const signed = Object.keys(headers).filter(
    (name) =>
      name === 'content-type' ||
      name === 'content-md5' ||
      name.startsWith('x-oss-') ||
      additionalHeaders.includes(name),
  );
  const canonicalQuery = query
    .filter(({ name }) => name !== 'x-oss-signature')
    .map(({ name, value }) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([name, value]) => {
      const nameAlone = emptyArguments === 'name' || subResources.has(name);
      return value === '' && nameAlone ? name : `${name}=${value}`;
    });
  return [
    method,
    percentEncode(path).replaceAll('%2F', '/'),
    canonicalQuery.join('&'),
    signed
      .sort()
      .map((name) => `${name}:${trimBlanks(headers[name] ?? '')}\n`)
      .join(''),
    additionalHeaders.join(';'),
    headers['x-oss-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
}

/** The four lines that are signed. `time` has the form `20260131T235959Z`. */
export function stringToSignV4(
  scope: CredentialScope,
  time: string,
  canonicalRequest: string,
): string {
  const digest = createHash('sha256').update(canonicalRequest, 'latin1').digest('hex');
  const { date, region, product } = scope;
  return `${algorithmV4}\n${time}\n${date}/${region}/${product}/aliyun_v4_request\n${digest}`;
}

/** Hexadecimal HMAC-SHA256 with the key derived from secret, day, region and product. */
export function signV4(secret: string, scope: CredentialScope, stringToSign: string): string {
  let key = Buffer.from(`aliyun_v4${secret}`, 'utf8');
  for (const part of [scope.date, scope.region, scope.product, 'aliyun_v4_request']) {
    key = createHmac('sha256', key).update(part).digest();
  }
  return createHmac('sha256', key).update(stringToSign, 'latin1').digest('hex');
}
