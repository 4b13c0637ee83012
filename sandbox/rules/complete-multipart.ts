import { createHash } from 'node:crypto';
import { limits } from './limits.ts';
import { OssError } from './oss-error.ts';

/** One `<Part>` of a CompleteMultipartUpload body; `etag` without quotes. */
export interface PartChoice {
  readonly number: number;
  readonly etag: string;
}

/** The known facts about an uploaded part. */
export interface PartFacts {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
}

/**
 * Picks the parts that a CompleteMultipartUpload names, with the checks of OSS: ascending numbers,
 * an existing part with that ETag, and at least 100 KiB in every part except the last.
 *
 * @throws OssError InvalidPartOrder, InvalidPart, EntityTooSmall or EntityTooLarge
 */
export function chooseParts<Part extends PartFacts>(
  choices: readonly PartChoice[],
  findPart: (number: number) => Part | undefined,
): Part[] {
  const chosen: Part[] = [];
  let previous = 0;
  for (const choice of choices) {
    if (choice.number <= previous) throw new OssError('InvalidPartOrder');
    previous = choice.number;
    const part = findPart(choice.number);
    if (part?.etag.toUpperCase() !== choice.etag.toUpperCase()) {
      throw new OssError('InvalidPart', {
        details: { PartNumber: String(choice.number), ETag: choice.etag },
      });
    }
    chosen.push(part);
  }
  refuseSmallParts(chosen);
  return chosen;
}

function refuseSmallParts(parts: readonly PartFacts[]): void {
  for (const part of parts.slice(0, -1)) {
    if (part.size >= limits.smallestPart) continue;
    throw new OssError('EntityTooSmall', {
      details: {
        MinSizeAllowed: String(limits.smallestPart),
        PartNumber: String(part.number),
        ProposedSize: String(part.size),
        ETag: part.etag,
      },
    });
  }
}

/**
 * The ETag of a multipart object: not the MD5 of its bytes, with the number of parts as a suffix.
 */
export function multipartEtag(parts: readonly PartFacts[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(part.etag, 'hex'));
  return `${hash.digest('hex').toUpperCase()}-${parts.length}`;
}

/** Reads a `partNumber` argument: a whole number from 1 to 10,000, otherwise undefined. */
export function parsePartNumber(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= 1 && number <= limits.partCount ? number : undefined;
}
