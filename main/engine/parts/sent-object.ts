import type { ObjectResult } from '../../../shared/transfer.ts';
import type { Verification } from '../../../shared/transfer-state.ts';
import type { ObjectFacts } from '../ports/object-store.ts';

/** An existing object that was verified to be the file. */
export interface SentObject {
  readonly verified: Verification;
  readonly size: number;
  readonly result: ObjectResult;
  /**
   * True when another request than its Complete made the object, so that the begun upload remains.
   */
  readonly uploadRemains?: boolean;
}

/** The result of an upload with a lost response, taken from the object itself. */
export function resultFromFacts(facts: ObjectFacts): ObjectResult {
  const { etag, requestId, crc64 } = facts;
  return crc64 === undefined ? { etag, requestId } : { etag, requestId, crc64 };
}
