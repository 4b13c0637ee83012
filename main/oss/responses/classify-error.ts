import type { ServiceError } from 'ali-oss';
import { assertNever } from '../../../shared/assert-never.ts';
import { TransferError, type ErrorCode, type ErrorRecord } from '../../../shared/errors.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';
import {
  TransportError,
  type TransportFailure,
  type TransportResponse,
} from '../../transfer/transport.ts';
import { operationFacts, type Operation } from '../requests/operation.ts';
import {
  requestIdOf,
  retryAfter,
  serverTime,
  ossErrorCode,
  statusErrorCode,
} from './judge-response.ts';
import { elementText } from './xml-screen.ts';

/**
 * Maps a request failure to an error code of Ferry. The failure is a transport failure, an error
 * that ali-oss read from a response, or a defect. No other code does this mapping.
 */
export function classifyError(thrown: unknown, request: FailedRequest): TransferError {
  if (thrown instanceof TransferError) return thrown;
  if (thrown instanceof TransportError) {
    const { reason, detail, systemCode } = thrown.failure;
    const named = systemCode === undefined || detail.includes(systemCode) ? '' : ` (${systemCode})`;
    return new TransferError(
      {
        code: failureCode(thrown.failure),
        detail: plainDetail(detail + named, request.secrets),
        ...((reason === 'address-lost' || reason === 'stalled') && { wasDead: true as const }),
      },
      { cause: thrown },
    );
  }
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  if (request.response === undefined) {
    const detail = plainDetail(text, request.secrets);
    return new TransferError({ code: 'internal', detail }, { cause: thrown });
  }
  // Errors of ali-oss hold the request; as a cause they would write it into a log.
  if (request.response.status < 300) {
    return new TransferError({
      code: 'unexpected-answer',
      detail: plainDetail(`${request.operation}: the response could not be read`, []),
      status: request.response.status,
    });
  }
  const serviceError: ServiceError = thrown instanceof Error ? thrown : new Error(text);
  return new TransferError(errorResponseRecord(serviceError, request.response, request));
}

type FailedConnection = Pick<TransportFailure, 'reason' | 'systemCode'>;

/** The error code of a transfer whose request got no response. */
function failureCode({ reason, systemCode }: FailedConnection): ErrorCode {
  switch (reason) {
    case 'unreachable':
    case 'refused':
    case 'proxy-failed':
      return 'offline';
    // A dead worker leaves the request in an unknown state, as a broken connection does.
    case 'connection-lost':
    case 'worker-failed':
    case 'address-lost':
    case 'stalled':
      return 'connection-lost';
    case 'idle':
      return 'no-progress';
    case 'certificate':
      return certificateCode(systemCode);
    case 'proxy-authentication':
      return 'proxy-authentication';
    case 'short-read':
      return 'source-changed';
    case 'read-failed':
      return 'source-unavailable';
    case 'response-too-large':
      return 'unexpected-answer';
    default:
      return assertNever(reason, 'transport failure');
  }
}

/** Node's names: https://nodejs.org/docs/latest-v24.x/api/tls.html#x509-certificate-error-codes */
function certificateCode(systemCode: string | undefined): ErrorCode {
  if (systemCode === 'CERT_HAS_EXPIRED') return 'certificate-expired';
  if (systemCode === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'certificate-name-differs';
  return 'certificate-rejected';
}

/**
 * The EC code of "The bucket you are attempting to access must be addressed using the specified
 * endpoint". https://www.alibabacloud.com/help/en/oss/support/0003-00001403
 */
const elsewhereEc = '0003-00001403';

/** The known facts about a failed request. */
interface FailedRequest {
  readonly operation: Operation;
  /** Absent when no response arrived. */
  readonly response?: TransportResponse;
  /** The bucket of a request through a bound domain, which does not name it. */
  readonly boundBucket?: string;
  /** Texts that must not appear in the error: the account's key id, secret and token. */
  readonly secrets: readonly string[];
  /** This computer's time, milliseconds since 1970. */
  readonly now: number;
}

/** The record of an error response of OSS. `error` holds the fields of its XML. */
export function errorResponseRecord(
  error: Pick<ServiceError, 'code' | 'message' | 'ecCode' | 'requestId'>,
  response: TransportResponse,
  request: FailedRequest,
): ErrorRecord {
  const ossCode = textOf(error.code);
  const offset = clockOffset(response, request.now);
  const requestId = requestIdOf(response) ?? textOf(error.requestId);
  const ecCode = textOf(error.ecCode) ?? response.headers['x-oss-ec'];
  const general = codeOf({ ossCode, ecCode }, response, offset);
  const isElsewhere = leadsElsewhere(general, response, request.boundBucket);
  const code = isElsewhere ? 'domain-elsewhere' : general;
  const endpoint = code === 'bucket-elsewhere' ? namedEndpoint(response) : undefined;
  const delay = code === 'server-busy' ? retryAfter(response.headers, request.now) : undefined;
  const text = `${request.operation}: ${ossCode ?? `status ${response.status}`}: ${error.message}`;
  return {
    code,
    detail: plainDetail(text + endpointHint(response), request.secrets),
    status: response.status,
    ...(requestId === undefined ? {} : { requestId: plainDetail(requestId, request.secrets) }),
    ...(ossCode === undefined ? {} : { ossCode: plainDetail(ossCode, request.secrets) }),
    ...(ecCode === undefined ? {} : { ecCode: plainDetail(ecCode, request.secrets) }),
    ...(delay === undefined ? {} : { retryAfter: delay }),
    ...(code === 'clock-skewed' && offset !== undefined ? { clockOffset: offset } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(code === 'access-denied' ? { missingAction: missingAction(response, request) } : {}),
  };
}

function codeOf(
  {
    ossCode,
    ecCode,
  }: { readonly ossCode: string | undefined; readonly ecCode: string | undefined },
  response: TransportResponse,
  offset: number | undefined,
): ErrorCode {
  if (ossCode !== undefined) {
    const code = ossErrorCode(ossCode, ecCode ?? '', response.status);
    // Older servers send no diagnosis code.
    const isElsewhere = code === 'access-denied' && namedEndpoint(response) !== undefined;
    return isElsewhere ? 'bucket-elsewhere' : code;
  }
  // A response to HEAD has no body with a reason. A clock skew above the limit is always refused.
  if (
    response.status === 403 &&
    offset !== undefined &&
    Math.abs(offset) > ossLimits.maxClockSkew
  ) {
    return 'clock-skewed';
  }
  return statusErrorCode(response.status);
}

/**
 * True when the domain of a request leads to another bucket than the one that Ferry signed for. For
 * a domain that is bound to no bucket, OSS takes its first label for the name of a bucket.
 */
function leadsElsewhere(
  code: ErrorCode,
  response: TransportResponse,
  boundBucket: string | undefined,
): boolean {
  if (boundBucket === undefined) return false;
  if (code === 'bucket-missing') return true;
  if (code !== 'credentials-rejected') return false;
  const signed = elementText(response.body, 'CanonicalRequest')?.split('\n')[1];
  return signed !== undefined && signed !== '/' && !signed.startsWith(`/${boundBucket}/`);
}

/** The XML parser returns an object or an array for a nested or repeated element. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function clockOffset(response: TransportResponse, now: number): number | undefined {
  const server = serverTime(response);
  return server === undefined ? undefined : server - now;
}

/** The action that OSS names, or else the RAM action of the operation. */
function missingAction(response: TransportResponse, request: FailedRequest): string {
  const named = elementText(response.body, 'AuthAction');
  if (named !== undefined && /^oss:[A-Za-z]+$/.test(named)) return named;
  return operationFacts[request.operation].action;
}

/** OSS refuses a bucket of another region and names the correct endpoint. */
function endpointHint(response: TransportResponse): string {
  const endpoint = namedEndpoint(response);
  return endpoint === undefined ? '' : ` Use ${endpoint}.`;
}

/** The endpoint in the body; a response to HEAD only has the region, in a header for the owner. */
function namedEndpoint({ body, headers }: TransportResponse): string | undefined {
  const endpoint = elementText(body, 'Endpoint');
  if (endpoint !== undefined) return /^[a-z0-9.-]+$/.test(endpoint) ? endpoint : undefined;
  const region = headers['x-oss-bucket-region'] ?? '';
  const isNamed = headers['x-oss-ec'] === elsewhereEc && /^oss-[a-z0-9-]+$/.test(region);
  return isNamed ? `${region}.aliyuncs.com` : undefined;
}

const maxLength = 300;

/**
 * Shorter texts occur inside ordinary words, so they are not hidden. Secrets of OSS have 16
 * characters and more.
 */
const shortestSecret = 3;

/** Signatures and tokens of a request; a server could send them back. */
const proofs = [
  /\b((?:proxy-)?authorization)(["']?\s*[=:]\s*).*/gis,
  /\b([\w-]*(?:signature|token|secret|password|cookie))(["']?\s*[=:]\s*["']?)[^\s"',;&<>]+/gi,
  /\b(Bearer|Basic|Digest|Negotiate)(\s+)[A-Za-z0-9+/=._~-]{8,}/g,
];

/**
 * One line that is safe to store, log and copy: no URL, no secret and no terminal control
 * character. `secrets` belong to the account. A server could send them back plain, percent-encoded
 * or in Base64.
 */
export function plainDetail(text: string, secrets: readonly string[]): string {
  let plain = text.slice(0, 64 * maxLength);
  for (const written of secrets.flatMap(spellings)) {
    plain = plain.replaceAll(written, '[secret]');
  }
  for (const proof of proofs) plain = plain.replace(proof, '$1$2[secret]');
  return plain
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[address]')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, maxLength);
}

/** The forms of a secret in a header or a URL. */
function spellings(secret: string): readonly string[] {
  if (secret.length < shortestSecret) return [];
  const base64 = Buffer.from(secret).toString('base64');
  const forms = [secret, encodeURIComponent(secret), base64, base64.replace(/=+$/, '')];
  return [...new Set(forms)];
}
