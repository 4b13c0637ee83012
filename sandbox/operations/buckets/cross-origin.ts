import { allowCrossOrigin } from '../../rules/cors.ts';
import type { WireHeaders } from '../../rules/objects/object-headers.ts';
import { OssError } from '../../rules/oss-error.ts';
import type { BucketStorage } from '../../storage/bucket-storage.ts';
import type { OssResponse, BucketCall } from '../call.ts';

/** OPTIONS: decides whether a browser may send the request that it describes. */
export function handlePreflight({ bucket, headers }: BucketCall): OssResponse {
  const origin = headers['origin'];
  const method = headers['access-control-request-method'];
  if (origin === undefined || method === undefined) {
    throw new OssError('BadRequest', {
      message: 'Insufficient information. Origin request header needed.',
    });
  }
  const names = (headers['access-control-request-headers'] ?? '').split(',');
  const document = bucket.record.configurations['cors'];
  if (document === undefined) throw new OssError('AccessForbidden');
  const allowed = allowCrossOrigin(document, {
    origin,
    method,
    headers: names.map((name) => name.trim()).filter((name) => name !== ''),
  });
  if (allowed !== undefined) return { status: 200, headers: allowed };
  throw new OssError('AccessForbidden', {
    message:
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec.",
  });
}

/** The headers of an ordinary response for a page of another origin. */
export function crossOriginHeaders(
  bucket: BucketStorage | undefined,
  method: string,
  headers: WireHeaders,
): Record<string, string> {
  const origin = headers['origin'];
  const document = bucket?.record.configurations['cors'];
  if (origin === undefined || document === undefined) return {};
  return allowCrossOrigin(document, { origin, method, headers: [] }) ?? {};
}
