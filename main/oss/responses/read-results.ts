import { isUtf8 } from 'node:buffer';
import type { ListedPart, ListedUpload } from 'ali-oss';
import { TransferError } from '../../../shared/errors.ts';
import type { CallbackAnswer } from '../../../shared/transfer.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';
import type {
  CompleteReceipt,
  ObjectFacts,
  Receipt,
  RemotePart,
  RemoteUpload,
} from '../../engine/ports/object-store.ts';
import type { TransportBody, TransportResponse } from '../../transfer/transport.ts';
import type { Operation } from '../requests/operation.ts';
import { errorResponseRecord } from './classify-error.ts';
import { etagOf, requestIdOf } from './judge-response.ts';
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

const crc64Header = 'x-oss-hash-crc64ecma';

/** The CRC-64 that OSS calculated, if the response names one that can be read. */
function crc64Of(response: TransportResponse): string | undefined {
  const crc64 = response.headers[crc64Header];
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
 * Reads the response to HEAD.
 *
 * @throws TransferError `unexpected-answer` without size, time or ETag, or with a CRC-64 that is no
 *   number: it changed on its way, and the next response may name the right one
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
  if (crc64 === undefined && headers[crc64Header] !== undefined) {
    throw new TransferError({
      code: 'unexpected-answer',
      detail: 'HeadObject: the CRC-64 is no number.',
      status: response.status,
    });
  }
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

/** Reads the parts of one page of ListParts: an array, or one object when there is one part. */
export function readParts(listed: ListedPart | readonly ListedPart[]): readonly RemotePart[] {
  return [listed].flat().map((part) => {
    const number = wholeNumber(part.PartNumber);
    const size = wholeNumber(part.Size);
    const etag = part.ETag;
    if (number === undefined || number < 1 || number > ossLimits.maxPartCount) {
      throw strangeList('ListParts', 'holds a part without a number');
    }
    if (size === undefined || typeof etag !== 'string') {
      throw strangeList('ListParts', 'holds a part without a size or an ETag');
    }
    return { number, size, etag };
  });
}

/** Reads the uploads of one page of ListMultipartUploads. `encoded`: keys are percent-encoded. */
export function readUploads(
  listed: readonly ListedUpload[],
  encoded: boolean,
): readonly RemoteUpload[] {
  return listed.map(({ name, uploadId, initiated }) => {
    const time = Date.parse(initiated ?? '');
    if (typeof name !== 'string' || typeof uploadId !== 'string' || Number.isNaN(time)) {
      throw strangeList('ListMultipartUploads', 'holds an upload without key, id or time');
    }
    return { key: readKey(name, encoded), uploadId, initiated: time };
  });
}

/**
 * A key as the list has it. The list always encodes a plus sign in a key, so a bare plus is a
 * space.
 */
export function readKey(
  listed: string,
  encoded: boolean,
  operation: Operation = 'ListMultipartUploads',
): string {
  if (!encoded) return listed;
  try {
    return decodeURIComponent(listed.replaceAll('+', ' '));
  } catch {
    throw strangeList(operation, 'holds a key that is not encoded as it says');
  }
}

/** The error for a list that OSS would not send. */
export function strangeList(operation: Operation, what: string): TransferError {
  return new TransferError({
    code: 'unexpected-answer',
    detail: `${operation}: the response ${what}.`,
  });
}

function wholeNumber(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}
