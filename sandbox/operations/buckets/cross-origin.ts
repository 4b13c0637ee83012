import type { WireHeaders } from '../../rules/objects/object-headers.ts';
import { OssError } from '../../rules/oss-error.ts';
import type { BucketStorage } from '../../storage/bucket-storage.ts';
import type { BucketCall, OssResponse } from '../call.ts';
import { childText, readXml, type XmlElement } from '../../text/xml-reader.ts';

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

/** A cross-origin request: the origin of the page, and the requested method and headers. */
export interface CrossOriginRequest {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
}

/**
 * The headers that allow a cross-origin request, from the first matching rule.
 *
 * @param document the bucket's `<CORSConfiguration>`
 * @returns undefined when no rule matches
 */
export function allowCrossOrigin(
  document: string,
  request: CrossOriginRequest,
): Record<string, string> | undefined {
  const root = readXml(document);
  const rule = root.children.find((child) => child.name === 'CORSRule' && fits(child, request));
  if (rule === undefined) return undefined;
  const exposed = texts(rule, 'ExposeHeader');
  const maxAge = childText(rule, 'MaxAgeSeconds');
  return {
    'Access-Control-Allow-Origin': texts(rule, 'AllowedOrigin').includes('*')
      ? '*'
      : request.origin,
    'Access-Control-Allow-Methods': texts(rule, 'AllowedMethod').join(', '),
    ...(request.headers.length === 0
      ? {}
      : { 'Access-Control-Allow-Headers': request.headers.join(', ') }),
    ...(exposed.length === 0 ? {} : { 'Access-Control-Expose-Headers': exposed.join(', ') }),
    ...(maxAge === undefined ? {} : { 'Access-Control-Max-Age': maxAge }),
  };
}

function fits(rule: XmlElement, { origin, method, headers }: CrossOriginRequest): boolean {
  const allowedHeaders = texts(rule, 'AllowedHeader');
  return (
    texts(rule, 'AllowedOrigin').some((pattern) => fitsWildcard(pattern, origin)) &&
    texts(rule, 'AllowedMethod').includes(method) &&
    headers.every((header) => allowedHeaders.some((pattern) => fitsWildcard(pattern, header)))
  );
}

function texts(rule: XmlElement, name: string): string[] {
  return rule.children.filter((child) => child.name === name).map((child) => child.text.trim());
}

/** The pattern may contain one asterisk, which matches any text. */
function fitsWildcard(pattern: string, text: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  const star = wanted.indexOf('*');
  if (star === -1) return wanted === given;
  const begin = wanted.slice(0, star);
  const end = wanted.slice(star + 1);
  return (
    given.length >= begin.length + end.length && given.startsWith(begin) && given.endsWith(end)
  );
}
