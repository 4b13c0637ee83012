import { isUtf8 } from 'node:buffer';
import { TransferError } from '../../../shared/errors.ts';
import type { ObjectFacts } from '../../engine/ports/object-store.ts';
import type { TransportResponse } from '../../transfer/transport.ts';
import { etagOf } from './judge-response.ts';
import { requestIdOf } from './response-headers.ts';
import { crc64Of } from './receipt.ts';

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
