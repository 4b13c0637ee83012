import type { ServiceError } from 'ali-oss';
import type { ErrorCode, ErrorRecord } from '../../../shared/errors.ts';
import { ossLimits } from '../../../shared/oss-limits.ts';
import type { TransportAnswer } from '../../transfer/transport.ts';
import { ossErrorCode, statusErrorCode } from './oss-error-codes.ts';
import { type Operation, operationFacts } from '../requests/operation.ts';
import { plainDetail } from './plain-detail.ts';
import { requestIdOf } from './request-id.ts';
import { retryAfter, serverTime } from './server-hints.ts';
import { elementText } from './xml-screen.ts';

/** The known facts about a failed request. */
export interface FailedRequest {
  readonly operation: Operation;
  /** Absent when no response arrived. */
  readonly answer?: TransportAnswer;
  /** Texts that must not appear in the error: the account's key id, secret and token. */
  readonly secrets: readonly string[];
  /** This computer's time, milliseconds since 1970. */
  readonly now: number;
}

/** The record of an error response of OSS. `error` holds the fields of its XML. */
export function answerRecord(
  error: Pick<ServiceError, 'code' | 'message' | 'ecCode' | 'requestId'>,
  answer: TransportAnswer,
  request: FailedRequest,
): ErrorRecord {
  const ossCode = textOf(error.code);
  const offset = clockOffset(answer, request.now);
  const requestId = requestIdOf(answer) ?? textOf(error.requestId);
  const ecCode = textOf(error.ecCode) ?? answer.headers['x-oss-ec'];
  const code = codeOf({ ossCode, ecCode }, answer, offset);
  const endpoint = code === 'bucket-elsewhere' ? namedEndpoint(answer) : undefined;
  const delay = code === 'server-busy' ? retryAfter(answer.headers, request.now) : undefined;
  const text = `${request.operation}: ${ossCode ?? `status ${answer.status}`}: ${error.message}`;
  return {
    code,
    detail: plainDetail(text + endpointHint(answer), request.secrets),
    status: answer.status,
    ...(requestId === undefined ? {} : { requestId: plainDetail(requestId, request.secrets) }),
    ...(ossCode === undefined ? {} : { ossCode: plainDetail(ossCode, request.secrets) }),
    ...(ecCode === undefined ? {} : { ecCode: plainDetail(ecCode, request.secrets) }),
    ...(delay === undefined ? {} : { retryAfter: delay }),
    ...(code === 'clock-skewed' && offset !== undefined ? { clockOffset: offset } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(code === 'access-denied' ? { missingAction: missingAction(answer, request) } : {}),
  };
}

function codeOf(
  {
    ossCode,
    ecCode,
  }: { readonly ossCode: string | undefined; readonly ecCode: string | undefined },
  answer: TransportAnswer,
  offset: number | undefined,
): ErrorCode {
  if (ossCode !== undefined) {
    const code = ossErrorCode(ossCode, ecCode ?? '', answer.status);
    // Older servers send no diagnosis code.
    const isElsewhere = code === 'access-denied' && namedEndpoint(answer) !== undefined;
    return isElsewhere ? 'bucket-elsewhere' : code;
  }
  // A response to HEAD has no body with a reason. A clock skew above the limit is always refused.
  if (answer.status === 403 && offset !== undefined && Math.abs(offset) > ossLimits.maxClockSkew) {
    return 'clock-skewed';
  }
  return statusErrorCode(answer.status);
}

/** The XML parser returns an object or an array for a nested or repeated element. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function clockOffset(answer: TransportAnswer, now: number): number | undefined {
  const server = serverTime(answer);
  return server === undefined ? undefined : server - now;
}

/** The action that OSS names, or else the RAM action of the operation. */
function missingAction(answer: TransportAnswer, request: FailedRequest): string {
  const named = elementText(answer.body, 'AuthAction');
  if (named !== undefined && /^oss:[A-Za-z]+$/.test(named)) return named;
  return operationFacts[request.operation].action;
}

/** OSS refuses a bucket of another region and names the correct endpoint. */
function endpointHint(answer: TransportAnswer): string {
  const endpoint = namedEndpoint(answer);
  return endpoint === undefined ? '' : ` Use ${endpoint}.`;
}

function namedEndpoint(answer: TransportAnswer): string | undefined {
  const endpoint = elementText(answer.body, 'Endpoint');
  return endpoint !== undefined && /^[a-z0-9.-]+$/.test(endpoint) ? endpoint : undefined;
}
