import type { ListedPart, ListedUpload } from 'ali-oss';
import { TransferError } from '../../../shared/errors.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';
import type { RemotePart, RemoteUpload } from '../../engine/ports/object-store.ts';
import type { Operation } from '../requests/operation.ts';

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
