import { isUtf8 } from 'node:buffer';
import type { CompleteReceipt, ObjectFacts, Receipt } from '../../engine/ports/object-store.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { TransportBody, TransportResponse } from '../../transfer/transport.ts';
import type { CallbackAnswer } from '../../../shared/transfer.ts';
import type { Operation } from '../requests/operation.ts';
import { etagOf, requestIdOf } from './judge-response.ts';
import { errorResponseRecord } from './classify-error.ts';
import { elementText } from './xml-screen.ts';

/** CRC-64 of no bytes. */
const emptyCrc64 = '0';

/**
 * What OSS confirmed about a body. ETags keep the form of OSS, with quotes.
 *
 * @throws TransferError `unexpected-answer` when a success arrived before the whole body was sent.
 */
export function receiptOf(
  response: TransportResponse,
  body: TransportBody,
  md5Checked: boolean,
): Receipt {
  const sentCrc64 = body.kind === 'none' ? emptyCrc64 : response.sentCrc64;
  if (sentCrc64 === undefined) {
    throw new TransferError({
      code: 'unexpected-answer',
      detail: 'The response came before everything had been sent.',
      status: response.status,
    });
  }
  return { ...completeReceiptOf(response), sentCrc64, md5Checked };
}

/** What OSS confirmed about an object that it assembled from parts. */
export function completeReceiptOf(response: TransportResponse): CompleteReceipt {
  const storedCrc64 = crc64Of(response);
  return {
    // Missing only after a callback: its response or its failure replaces the response of OSS.
    etag: etagOf(response) ?? '',
    requestId: requestIdOf(response) ?? '',
    ...(storedCrc64 === undefined ? {} : { storedCrc64 }),
  };
}

/** The CRC-64 that OSS calculated, if the response has it. */
function crc64Of(response: TransportResponse): string | undefined {
  const crc64 = response.headers['x-oss-hash-crc64ecma'];
  return crc64 !== undefined && /^\d{1,20}$/.test(crc64) ? crc64 : undefined;
}

/** Ferry keeps at most this many bytes of the response of a callback server. */
const maxCallbackBytes = 64 * 1024;

/**
 * Result of the call that OSS makes after an upload. OSS stores the object in either case. A
 * response that is not JSON is no error of the upload.
 */
export function callbackResult(response: TransportResponse, operation: Operation): CallbackAnswer {
  if (response.status !== 203) {
    const body = response.body.subarray(0, maxCallbackBytes);
    return { ok: true, body: new TextDecoder().decode(body) };
  }
  const ecCode = elementText(response.body, 'EC');
  const error = {
    name: 'CallbackFailed',
    code: elementText(response.body, 'Code') ?? 'CallbackFailed',
    message: elementText(response.body, 'Message') ?? '',
    ...(ecCode === undefined ? {} : { ecCode }),
  };
  const request = { operation, response, secrets: [], now: Date.now() };
  return { ok: false, error: errorResponseRecord(error, response, request) };
}

const metaPrefix = 'x-oss-meta-';

/**
 * Reads the response to HEAD. @throws TransferError `unexpected-answer` without size, time or
 * ETag.
 */
export function readObjectFacts(response: TransportResponse): ObjectFacts {
  const { headers } = response;
  const size = Number(headers['content-length'] ?? Number.NaN);
  const lastModified = Date.parse(headers['last-modified'] ?? '');
  const etag = etagOf(response);
  if (!Number.isSafeInteger(size) || Number.isNaN(lastModified) || etag === undefined) {
    throw new TransferError({
      code: 'unexpected-answer',
      detail: 'HeadObject: the response names no size, time or ETag.',
      status: response.status,
    });
  }
  const crc64 = crc64Of(response);
  return {
    size,
    etag,
    ...(crc64 === undefined ? {} : { crc64 }),
    lastModified,
    age: ageOf(headers, lastModified),
    requestId: requestIdOf(response) ?? '',
    meta: readMeta(headers),
  };
}

function ageOf(headers: Readonly<Record<string, string>>, lastModified: number): number {
  const respondedAt = Date.parse(headers['date'] ?? '');
  return Number.isNaN(respondedAt) ? Number.POSITIVE_INFINITY : respondedAt - lastModified;
}

function readMeta(headers: Readonly<Record<string, string>>): Record<string, string> {
  const meta: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(metaPrefix)) meta[name.slice(metaPrefix.length)] = decodeText(value);
  }
  return meta;
}

/** Header values hold one character a byte. Bytes that are not UTF-8 stay unchanged. */
function decodeText(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : value;
}
