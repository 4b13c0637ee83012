import type { ErrorCode } from '../../../shared/errors.ts';
import type { ObjectResult } from '../../../shared/transfer.ts';
import type { Verification } from '../../../shared/transfer-state.ts';
import type { ObjectFacts } from '../ports/object-store.ts';

/** An object that is there and was shown to be the file. */
export interface SentObject {
  readonly verified: Verification;
  readonly size: number;
  readonly result: ObjectResult;
}

/** The result of an upload whose own answer was lost, from the object itself. */
export function resultFromFacts(facts: ObjectFacts): ObjectResult {
  const { etag, requestId, crc64 } = facts;
  return crc64 === undefined ? { etag, requestId } : { etag, requestId, crc64 };
}

/**
 * Whether a request that failed so may have had its effect all the same, because its answer was
 * lost or made up on the way. OSS goes on with a Complete even when the client has gone.
 */
export function mayHaveHappened(code: ErrorCode): boolean {
  return (
    code === 'connection-lost' ||
    code === 'no-progress' ||
    code === 'unexpected-answer' ||
    code === 'server-error'
  );
}
