import { isUtf8 } from 'node:buffer';
import { TransferError } from '../../../shared/errors.ts';
import type { ObjectFacts } from '../../engine/ports/object-store.ts';
import type { TransportAnswer } from '../../transfer/transport.ts';
import { etagOf } from './judge-answer.ts';
import { requestIdOf } from './request-id.ts';
import { crc64Of } from './receipt.ts';

const metaPrefix = 'x-oss-meta-';

/**
 * Reads the response to HEAD. @throws TransferError `unexpected-answer` without size, time or
 * ETag.
 */
export function readObjectFacts(answer: TransportAnswer): ObjectFacts {
  const { headers } = answer;
  const size = Number(headers['content-length'] ?? Number.NaN);
  const lastModified = Date.parse(headers['last-modified'] ?? '');
  const etag = etagOf(answer);
  if (!Number.isSafeInteger(size) || Number.isNaN(lastModified) || etag === undefined) {
    throw new TransferError({
      code: 'unexpected-answer',
      detail: 'HeadObject: the answer names no size, time or ETag.',
      status: answer.status,
    });
  }
  const crc64 = crc64Of(answer);
  return {
    size,
    etag,
    ...(crc64 === undefined ? {} : { crc64 }),
    lastModified,
    age: ageOf(headers, lastModified),
    requestId: requestIdOf(answer) ?? '',
    meta: readMeta(headers),
  };
}

function ageOf(headers: Readonly<Record<string, string>>, lastModified: number): number {
  const answeredAt = Date.parse(headers['date'] ?? '');
  return Number.isNaN(answeredAt) ? Number.POSITIVE_INFINITY : answeredAt - lastModified;
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
