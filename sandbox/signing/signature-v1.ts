import { createHmac } from 'node:crypto';
import type { QueryArgument } from '../text/query.ts';
import { toWire } from '../text/text-coding.ts';

/** The parts of a request that a signature covers. Header names in lower case, values as bytes. */
export interface SignedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly QueryArgument[];
  /** The bucket and key of the request; absent for the service itself. */
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
}

/** The query arguments that count as sub-resources. Source: aliyun-oss-go-sdk `oss/conn.go`. */
export const subResources: ReadonlySet<string> = new Set(
  `acl uploads location cors logging website referer lifecycle delete append tagging objectMeta
  uploadId partNumber security-token position img style styleName replication replicationProgress
  replicationLocation cname bucketInfo comp qos live status vod startTime endTime symlink
  x-oss-process x-oss-async-process x-oss-traffic-limit response-content-type
  response-content-language response-expires response-cache-control response-content-disposition
  response-content-encoding restore callback callback-var qosInfo policy stat encryption versions
  versioning versionId requestPayment x-oss-request-payer sequential inventory inventoryId
  continuation-token asyncFetch worm wormId wormExtend transferAcceleration regionList cloudboxes
  x-oss-ac-source-ip x-oss-ac-subnet-mask x-oss-ac-vpc-id x-oss-ac-forward-allow metaQuery
  resourceGroup publicAccessBlock objectInfo accessmonitor httpsConfig tls`.split(/\s+/),
);

/**
 * The string that signature V1 signs, one character per byte.
 *
 * @param date the value of the DATE line: the `x-oss-date` or `Date` header, or the `Expires`
 *   argument of a presigned URL
 */
export function stringToSignV1(request: SignedRequest, date: string): string {
  const { method, headers } = request;
  const ossHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-oss-'))
    .sort()
    // In V1 ali-oss also trims the byte 0xA0, as if it were a blank.
    .map((name) => `${name}:${(headers[name] ?? '').trim()}\n`);
  return (
    `${method}\n${headers['content-md5'] ?? ''}\n${headers['content-type'] ?? ''}\n${date}\n` +
    `${ossHeaders.join('')}${canonicalResource(request)}`
  );
}

/** Base64 of HMAC-SHA1 over `stringToSignV1`. */
export function signV1(secret: string, stringToSign: string): string {
  return createHmac('sha1', secret).update(stringToSign, 'latin1').digest('base64');
}

function canonicalResource({ bucket, key, query }: SignedRequest): string {
  const path = bucket === undefined ? '/' : `/${bucket}/${toWire(key ?? '')}`;
  const signed = query
    .filter(({ name }) => subResources.has(name))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name, value }) => (value === '' ? name : `${name}=${toWire(value)}`));
  return signed.length === 0 ? path : `${path}?${signed.join('&')}`;
}
