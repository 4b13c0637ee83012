import { assertNever } from '../../../shared/assert-never.ts';
import type { SkipReason } from '../../../shared/transfer-state.ts';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';

/** The first request for a key, before any byte is sent. */
interface FirstStep {
  /** Makes OSS refuse to overwrite. That closes the race between the check and the upload. */
  readonly forbidOverwrite: boolean;
  /** Sends HEAD first, because an upload that OSS then refuses would waste its bytes. */
  readonly headFirst: boolean;
}

/** Above this size in bytes, HEAD comes first instead of an upload that OSS may refuse. */
const headFirstAbove = 256 * 1024;

/** @param atStake bytes in the body of the request that may be refused */
export function firstStep(policy: ConflictPolicy, atStake: number | undefined): FirstStep {
  const isMuch = atStake !== undefined && atStake > headFirstAbove;
  switch (policy) {
    case 'overwrite':
      return { forbidOverwrite: false, headFirst: false };
    case 'skip-identical':
    case 'newer':
      return { forbidOverwrite: true, headFirst: atStake !== undefined };
    case 'ask':
    case 'skip':
    case 'rename':
    case 'fail':
      return { forbidOverwrite: true, headFirst: isMuch };
    default:
      return assertNever(policy, 'conflict policy');
  }
}

/** Whether an object equals the file, byte for byte. `unknown` never leads to an overwrite. */
export type ByteComparison = 'same' | 'different' | 'unknown';

/** Known facts about the file and the object of a conflict. */
export interface Conflict {
  readonly bytes: ByteComparison;
  /** True when the file was modified after the object; `undefined` when no time is known. */
  readonly sourceIsNewer: boolean | undefined;
}

export type ConflictDecision =
  | { readonly do: 'overwrite' }
  | { readonly do: 'skip'; readonly reason: SkipReason }
  | { readonly do: 'rename' }
  | { readonly do: 'ask' }
  | { readonly do: 'fail'; readonly code: 'object-exists' | 'not-comparable' };

/**
 * The policy's decision about an existing object. A failed comparison never leads to an overwrite.
 */
export function decideConflict(policy: ConflictPolicy, conflict: Conflict): ConflictDecision {
  switch (policy) {
    case 'overwrite':
      return { do: 'overwrite' };
    case 'skip':
      return { do: 'skip', reason: 'exists' };
    case 'skip-identical':
      if (conflict.bytes === 'unknown') return { do: 'fail', code: 'not-comparable' };
      return conflict.bytes === 'same' ? { do: 'skip', reason: 'identical' } : { do: 'overwrite' };
    case 'newer':
      if (conflict.sourceIsNewer === undefined) return { do: 'fail', code: 'not-comparable' };
      return conflict.sourceIsNewer ? { do: 'overwrite' } : { do: 'skip', reason: 'not-newer' };
    case 'rename':
      return { do: 'rename' };
    case 'ask':
      // The object already equals the file, so no question is needed.
      return conflict.bytes === 'same' ? { do: 'skip', reason: 'identical' } : { do: 'ask' };
    case 'fail':
      return { do: 'fail', code: 'object-exists' };
    default:
      return assertNever(policy, 'conflict policy');
  }
}

/** True when the policy compares the bytes of the file. */
export function comparesBytes(policy: ConflictPolicy): boolean {
  return policy === 'skip-identical' || policy === 'ask';
}
