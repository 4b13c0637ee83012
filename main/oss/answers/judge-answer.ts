import type { HttpResult } from 'ali-oss';
import { TransferError, type ErrorCode } from '../../../shared/errors.ts';
import type { TransportAnswer } from '../../transfer/transport.ts';
import type { SignedExchange } from '../requests/exchange.ts';
import { operationFacts } from '../requests/operation.ts';
import { statusErrorCode } from './oss-error-codes.ts';
import { requestIdOf } from './request-id.ts';
import { retryAfter } from './server-hints.ts';
import { elementText, screenXml } from './xml-screen.ts';

/** `"5B3C…"`, with a suffix for multipart uploads. It is written into the XML of Complete as it is. */
const etagPattern = /^"?[0-9A-Za-z._-]{1,128}"?$/;

/** Stands for what a callback server said: ali-oss fails on anything but JSON, after all went well. */
const relayed = Buffer.from('null');

/**
 * Decides whether an answer is OSS's, before ali-oss believes or parses it. Success needs the
 * operation's own status, a request id, the ETag and the XML that belong to it: a captive portal
 * also answers 200.
 *
 * @throws TransferError `unexpected-answer`, `redirect-refused` …: the answer is not OSS's.
 * @returns the answer for ali-oss: success, or an error whose XML may be parsed.
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
  // The object is stored, only the call of the callback server failed: success, as ali-oss sees it.
  if (answer.status === 203 && exchange.callback) {
    if (screenXml(answer.body, 'Error') !== undefined) {
      throw strange(answer, exchange, 'a status out of place');
    }
    return result({ ...answer, status: facts.status }, relayed);
  }
  if (answer.status !== facts.status) throw strange(answer, exchange, 'a status out of place');
  // Complete names the ETag in its XML, which the callback server's answer replaces.
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
  // OSS answers HEAD without a body; then ali-oss goes by the status.
  if (body.length === 0 && requestIdOf(answer) !== undefined) return result(answer, body);
  if (answer.status === 407) {
    throw refusal('proxy-authentication', answer, exchange, 'The proxy wants a password');
  }
  if (answer.status < 500 && answer.status !== 429) {
    throw strange(answer, exchange, 'an error that is none of OSS');
  }
  throw refusal(statusErrorCode(answer.status), answer, exchange, 'An error that is none of OSS');
}

/** The ETag of an answer as OSS wrote it, quotes included. Complete may name it in its XML only. */
export function etagOf(answer: TransportAnswer): string | undefined {
  const etag = answer.headers['etag'] ?? elementText(answer.body, 'ETag') ?? '';
  return etagPattern.test(etag) ? etag : undefined;
}

/** Answers to HEAD carry the XML of an error in a header; here it takes the place of the body. */
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
