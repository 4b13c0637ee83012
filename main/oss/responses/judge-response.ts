import type { HttpResult } from 'ali-oss';
import { type ErrorCode, TransferError } from '../../../shared/errors.ts';
import type { TransportResponse } from '../../transfer/transport.ts';
import type { SignedExchange } from '../ali-oss/undocumented-calls.ts';
import { operationFacts } from '../requests/operation.ts';
import { elementText, screenXml } from './xml-screen.ts';

/** What a request asked for. */
type Asked = Pick<SignedExchange, 'operation' | 'callback'>;

/**
 * Such as `"5B3C…"`, with a suffix for multipart uploads. Complete writes it unchanged into its
 * XML.
 */
const etagPattern = /^"?[0-9A-Za-z._-]{1,128}"?$/;

/**
 * Replaces the response of a callback server: ali-oss fails on a body that is not JSON, although
 * the upload succeeded.
 */
const relayed = Buffer.from('null');

/**
 * Decides whether a response came from OSS, before ali-oss parses it. A success needs the status
 * of the operation, a request id, the ETag and the XML. These checks are needed because a captive
 * portal also responds with 200.
 *
 * @throws TransferError `unexpected-answer`, `redirect-refused` …: the response did not come from
 *   OSS.
 * @returns the response for ali-oss: a success, or an error whose XML may be parsed.
 */
export function judgeResponse(response: TransportResponse, exchange: Asked): HttpResult {
  if (response.status < 200) throw strange(response, exchange, 'no final status');
  if (response.status < 300) return judgeSuccess(response, exchange);
  if (response.status < 400) {
    if (response.status === 304)
      throw strange(response, exchange, 'a status that responses no question of ours');
    throw refusal('redirect-refused', response, exchange, 'The server points to another address');
  }
  return judgeError(response, exchange);
}

function judgeSuccess(response: TransportResponse, exchange: Asked): HttpResult {
  const facts = operationFacts[exchange.operation];
  if (requestIdOf(response) === undefined)
    throw strange(response, exchange, 'no request id of OSS');
  // OSS stored the object and only the callback failed: ali-oss must see a success.
  if (response.status === 203 && exchange.callback) {
    if (screenXml(response.body, 'Error') !== undefined) {
      throw strange(response, exchange, 'an unexpected status');
    }
    return result({ ...response, status: facts.status }, relayed);
  }
  if (response.status !== facts.status) throw strange(response, exchange, 'an unexpected status');
  // Complete names the ETag in its XML, which the response of the callback server replaces.
  const etagLost = exchange.callback && exchange.operation === 'CompleteMultipartUpload';
  if (facts.etag && !etagLost && etagOf(response) === undefined) {
    throw strange(response, exchange, 'no ETag');
  }
  if (exchange.callback) return result(response, relayed);
  if (facts.body === 'picture') {
    if (!isPicture(response)) throw strange(response, exchange, 'a body that is no picture');
  } else if (facts.root === undefined) {
    if (response.body.length > 0) throw strange(response, exchange, 'a body where OSS sends none');
  } else {
    const reason = screenXml(response.body, facts.root);
    if (reason !== undefined) throw strange(response, exchange, reason);
  }
  return result(response, response.body);
}

/** True for a raster format; the window loads nothing that can hold a script. */
function isPicture({ headers }: TransportResponse): boolean {
  return /^image\/(?:jpeg|png|gif|webp)$/.test(headers['content-type'] ?? '');
}

function judgeError(response: TransportResponse, exchange: Asked): HttpResult {
  const { body } = response;
  if (screenXml(body, 'Error') === undefined && elementText(body, 'Code') !== undefined) {
    return result(response, body);
  }
  // OSS responds to HEAD without a body; ali-oss then uses the status.
  if (body.length === 0 && requestIdOf(response) !== undefined) return result(response, body);
  if (response.status === 407) {
    throw refusal('proxy-authentication', response, exchange, 'The proxy wants a password');
  }
  if (response.status < 500 && response.status !== 429) {
    throw strange(response, exchange, 'an error that OSS did not send');
  }
  throw refusal(
    statusErrorCode(response.status),
    response,
    exchange,
    'An error that OSS did not send',
  );
}

/** The ETag of a response as OSS wrote it, with quotes. Complete may name it only in its XML. */
export function etagOf(response: TransportResponse): string | undefined {
  const etag = response.headers['etag'] ?? elementText(response.body, 'ETag') ?? '';
  return etagPattern.test(etag) ? etag : undefined;
}

/**
 * A response to HEAD carries the XML of an error in a header. This function moves it to the body.
 */
export function withErrorBody(response: TransportResponse): TransportResponse {
  const header = response.headers['x-oss-err'];
  if (response.body.length > 0 || header === undefined) return response;
  return { ...response, body: Buffer.from(header, 'base64') };
}

function result(response: TransportResponse, data: Uint8Array): HttpResult {
  const { status, headers } = response;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  return { status, headers, data: bytes, res: { status, headers } };
}

function strange(response: TransportResponse, exchange: Asked, what: string): TransferError {
  return refusal('unexpected-answer', response, exchange, `The response has ${what}`);
}

function refusal(
  code: ErrorCode,
  response: TransportResponse,
  exchange: Asked,
  what: string,
): TransferError {
  const requestId = requestIdOf(response);
  const delay = code === 'server-busy' ? retryAfter(response.headers, Date.now()) : undefined;
  return new TransferError({
    code,
    detail: `${exchange.operation}: ${what} (status ${response.status}).`,
    status: response.status,
    ...(requestId === undefined ? {} : { requestId }),
    ...(delay === undefined ? {} : { retryAfter: delay }),
  });
}

/** The longest delay that Ferry accepts, in milliseconds; a longer delay is cut to this. */
const longestDelay = 60 * 60 * 1000;

/** The server's time in milliseconds since 1970: from the error, otherwise from the response. */
export function serverTime(response: TransportResponse): number | undefined {
  const written = elementText(response.body, 'ServerTime') ?? response.headers['date'];
  if (written === undefined) return undefined;
  const time = Date.parse(written);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Milliseconds until the next request may follow: `x-oss-qos-delay-time` in milliseconds,
 * otherwise `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
 */
export function retryAfter(
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const delay = headers['x-oss-qos-delay-time'];
  if (delay !== undefined && /^\d+$/.test(delay)) return Math.min(Number(delay), longestDelay);
  const after = headers['retry-after'];
  if (after === undefined) return undefined;
  const milliseconds = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now;
  if (Number.isNaN(milliseconds)) return undefined;
  return Math.min(Math.max(0, milliseconds), longestDelay);
}

/** OSS writes 24 hexadecimal digits. */
const requestIdPattern = /^[0-9A-Za-z-]{1,64}$/;

/** The request id of a response; `undefined` when it is absent or malformed. */
export function requestIdOf({ headers }: Pick<TransportResponse, 'headers'>): string | undefined {
  const id = headers['x-oss-request-id'];
  return id !== undefined && requestIdPattern.test(id) ? id : undefined;
}

/**
 * OSS error codes with their own meaning in Ferry; the status decides for all other codes.
 * https://www.alibabacloud.com/help/en/oss/support/error-codes
 */
const codes = new Map<string, ErrorCode>([
  ['RequestTimeTooSkewed', 'clock-skewed'],
  ['SecurityTokenExpired', 'credentials-expired'],
  ['InvalidSecurityToken', 'credentials-expired'],
  ['AccessKeyIdAndSecurityTokenNotMatch', 'credentials-expired'],
  ['InvalidAccessKeyId', 'credentials-rejected'],
  ['SignatureDoesNotMatch', 'credentials-rejected'],
  ['AccessDenied', 'access-denied'],
  ['NoSuchBucket', 'bucket-missing'],
  ['InvalidBucketName', 'bucket-missing'],
  ['PublicEndpointForbidden', 'public-endpoint-refused'],
  // https://www.alibabacloud.com/help/en/oss/how-to-troubleshoot-403-status-code-when-you-access-oss
  ['UserDisable', 'account-suspended'],
  ['InDebt', 'account-suspended'],
  ['InDebtOverdue', 'account-suspended'],
  ['AbnormalBucketOwnerStatus', 'account-suspended'],
  ['BucketDisable', 'account-suspended'],
  ['ApkDownloadForbidden', 'download-refused'],
  ['FileImmutable', 'object-immutable'],
  ['NoSuchUpload', 'upload-missing'],
  ['NoSuchKey', 'object-missing'],
  ['FileAlreadyExists', 'object-exists'],
  ['ObjectAlreadyExists', 'object-exists'],
  ['PreconditionFailed', 'object-exists'],
  ['InvalidPart', 'part-rejected'],
  ['InvalidPartOrder', 'part-rejected'],
  ['EntityTooSmall', 'part-rejected'],
  ['EntityTooLarge', 'size-refused'],
  ['InvalidObjectName', 'key-invalid'],
  ['RequestTimeout', 'connection-lost'],
  ['IncompleteBody', 'connection-lost'],
  ['InvalidDigest', 'corrupted-on-the-way'],
  ['InvalidCRC64', 'corrupted-on-the-way'],
  // Ferry sends well-formed XML, so the network changed it.
  ['MalformedXML', 'corrupted-on-the-way'],
  ['SlowDown', 'server-busy'],
  ['Throttling', 'server-busy'],
  ['TotalQpsLimitExceeded', 'server-busy'],
  ['UploadTrafficRateLimitExceeded', 'server-busy'],
  ['DownloadTrafficRateLimitExceeded', 'server-busy'],
  ['CallbackFailed', 'request-refused'],
]);

/**
 * Diagnosis codes of OSS (EC) that say more than the error code, which is often `AccessDenied`.
 * https://www.alibabacloud.com/help/en/oss/user-guide/error-codes
 */
const diagnoses = new Map<string, ErrorCode>([
  ['0002-00000080', 'signature-version-refused'],
  ['0003-00001403', 'bucket-elsewhere'],
  ['0016-00000901', 'public-access-blocked'],
  ['0048-00000401', 'public-endpoint-refused'],
]);

/** The error code of Ferry for an OSS error code, its diagnosis code and its status. */
export function ossErrorCode(ossCode: string, ecCode: string, status: number): ErrorCode {
  const diagnosed = diagnoses.get(ecCode);
  if (diagnosed !== undefined) return diagnosed;
  const known = codes.get(ossCode);
  if (known !== undefined) return known;
  // In codes such as `InvalidAccessKeyId.Inactive` the part after the dot is only an explanation.
  const general = codes.get(ossCode.split('.')[0] ?? '');
  if (general !== undefined) return general;
  // An unknown code says nothing about permissions, so 403 alone does not mean a missing
  // permission.
  return status === 403 ? 'request-refused' : statusErrorCode(status);
}

/** The error code for a status without an OSS error code, mainly in responses to HEAD. */
export function statusErrorCode(status: number): ErrorCode {
  if (status === 403) return 'access-denied';
  if (status === 408) return 'connection-lost';
  if (status === 429 || status === 503) return 'server-busy';
  if (status >= 500) return 'server-error';
  return 'request-refused';
}
