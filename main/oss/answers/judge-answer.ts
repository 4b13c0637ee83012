import type { HttpResult } from 'ali-oss';
import { TransferError, type ErrorCode } from '../../../shared/errors.ts';
import type { TransportAnswer } from '../../transfer/transport.ts';
import type { SignedExchange } from '../requests/exchange.ts';
import { operationFacts } from '../requests/operation.ts';
import { statusErrorCode } from './oss-error-codes.ts';
import { requestIdOf } from './request-id.ts';
import { retryAfter } from './server-hints.ts';
import { elementText, screenXml } from './xml-screen.ts';

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
export function judgeAnswer(answer: TransportAnswer, exchange: SignedExchange): HttpResult {
  if (answer.status < 200) throw strange(answer, exchange, 'no final status');
  if (answer.status < 300) return judgeSuccess(answer, exchange);
  if (answer.status < 400) {
    if (answer.status === 304)
      throw strange(answer, exchange, 'a status that answers no question of ours');
    throw refusal('redirect-refused', answer, exchange, 'The server points to another address');
  }
  return judgeError(answer, exchange);
}

function judgeSuccess(answer: TransportAnswer, exchange: SignedExchange): HttpResult {
  const facts = operationFacts[exchange.operation];
  if (requestIdOf(answer) === undefined) throw strange(answer, exchange, 'no request id of OSS');
  // OSS stored the object and only the callback failed: ali-oss must see a success.
  if (answer.status === 203 && exchange.callback) {
    if (screenXml(answer.body, 'Error') !== undefined) {
      throw strange(answer, exchange, 'a status out of place');
    }
    return result({ ...answer, status: facts.status }, relayed);
  }
  if (answer.status !== facts.status) throw strange(answer, exchange, 'a status out of place');
  // Complete names the ETag in its XML, which the response of the callback server replaces.
  const etagLost = exchange.callback && exchange.operation === 'CompleteMultipartUpload';
  if (facts.etag && !etagLost && etagOf(answer) === undefined) {
    throw strange(answer, exchange, 'no ETag');
  }
  if (exchange.callback) return result(answer, relayed);
  if (facts.root === undefined) {
    if (answer.body.length > 0) throw strange(answer, exchange, 'a body where OSS sends none');
  } else {
    const reason = screenXml(answer.body, facts.root);
    if (reason !== undefined) throw strange(answer, exchange, reason);
  }
  return result(answer, answer.body);
}

function judgeError(answer: TransportAnswer, exchange: SignedExchange): HttpResult {
  const { body } = answer;
  if (screenXml(body, 'Error') === undefined && elementText(body, 'Code') !== undefined) {
    return result(answer, body);
  }
  // OSS responds to HEAD without a body; ali-oss then uses the status.
  if (body.length === 0 && requestIdOf(answer) !== undefined) return result(answer, body);
  if (answer.status === 407) {
    throw refusal('proxy-authentication', answer, exchange, 'The proxy wants a password');
  }
  if (answer.status < 500 && answer.status !== 429) {
    throw strange(answer, exchange, 'an error that is none of OSS');
  }
  throw refusal(statusErrorCode(answer.status), answer, exchange, 'An error that is none of OSS');
}

/** The ETag of a response as OSS wrote it, with quotes. Complete may name it only in its XML. */
export function etagOf(answer: TransportAnswer): string | undefined {
  const etag = answer.headers['etag'] ?? elementText(answer.body, 'ETag') ?? '';
  return etagPattern.test(etag) ? etag : undefined;
}

/**
 * A response to HEAD carries the XML of an error in a header. This function moves it to the body.
 */
export function withErrorBody(answer: TransportAnswer): TransportAnswer {
  const header = answer.headers['x-oss-err'];
  if (answer.body.length > 0 || header === undefined) return answer;
  return { ...answer, body: Buffer.from(header, 'base64') };
}

function result(answer: TransportAnswer, data: Uint8Array): HttpResult {
  const { status, headers } = answer;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  return { status, headers, data: bytes, res: { status, headers } };
}

function strange(answer: TransportAnswer, exchange: SignedExchange, what: string): TransferError {
  return refusal('unexpected-answer', answer, exchange, `The answer has ${what}`);
}

function refusal(
  code: ErrorCode,
  answer: TransportAnswer,
  exchange: SignedExchange,
  what: string,
): TransferError {
  const requestId = requestIdOf(answer);
  const delay = code === 'server-busy' ? retryAfter(answer.headers, Date.now()) : undefined;
  return new TransferError({
    code,
    detail: `${exchange.operation}: ${what} (status ${answer.status}).`,
    status: answer.status,
    ...(requestId === undefined ? {} : { requestId }),
    ...(delay === undefined ? {} : { retryAfter: delay }),
  });
}
