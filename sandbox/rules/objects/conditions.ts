import { OssError } from '../oss-error.ts';

/** The four conditional headers; dates as sent. */
export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly ifUnmodifiedSince?: string | undefined;
}

/**
 * The object facts that conditions compare. `etag` without quotes, `lastModified` in milliseconds.
 */
export interface Validators {
  readonly etag: string;
  readonly lastModified: number;
}

/**
 * Evaluates conditional headers as GetObject, HeadObject and CopyObject do.
 *
 * @returns `not-modified` when the response must be 304
 * @throws OssError PreconditionFailed, naming the header in `<Condition>`
 */
export function weighConditions(
  conditions: Conditions,
  validators: Validators,
): 'proceed' | 'not-modified' {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  if (ifMatch !== undefined && !matches(ifMatch, validators.etag)) {
    throw new OssError('PreconditionFailed', { details: { Condition: 'If-Match' } });
  }
  const unmodifiedSince = parseDate(ifUnmodifiedSince);
  if (unmodifiedSince !== undefined && wholeSecond(validators.lastModified) > unmodifiedSince) {
    throw new OssError('PreconditionFailed', { details: { Condition: 'If-Unmodified-Since' } });
  }
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, validators.etag)) return 'not-modified';
  const modifiedSince = parseDate(ifModifiedSince);
  const isOld =
    modifiedSince !== undefined && wholeSecond(validators.lastModified) <= modifiedSince;
  return isOld && ifNoneMatch === undefined ? 'not-modified' : 'proceed';
}

function matches(header: string, etag: string): boolean {
  return header
    .split(',')
    .map((candidate) => candidate.trim().replace(/^"|"$/g, ''))
    .some((candidate) => candidate === '*' || candidate.toUpperCase() === etag.toUpperCase());
}

function parseDate(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : time;
}

/** Dates in headers have no milliseconds. */
function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
