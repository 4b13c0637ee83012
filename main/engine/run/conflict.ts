import { assertNever } from '../../../shared/assert-never.ts';
import type { SkipReason } from '../../../shared/transfer-state.ts';
import type { ConflictPolicy } from '../../../shared/upload-options.ts';

/** How to go about a key before anything was sent. */
export interface FirstStep {
  /** Let OSS refuse to overwrite: that closes the race between looking and sending. */
  readonly forbidOverwrite: boolean;
  /** Ask for the object first, because sending the bytes only to be refused would be a waste. */
  readonly lookFirst: boolean;
}

/** More than this is not sent, in bytes, on the chance that OSS refuses it. */
const lookFirstAbove = 256 * 1024;

/** @param atStake bytes that travel with the very request that may be refused */
export function firstStep(policy: ConflictPolicy, atStake: number | undefined): FirstStep {
  const isMuch = atStake !== undefined && atStake > lookFirstAbove;
  switch (policy) {
    case 'overwrite':
      return { forbidOverwrite: false, lookFirst: false };
    case 'skip-identical':
    case 'newer':
      return { forbidOverwrite: true, lookFirst: atStake !== undefined };
    case 'ask':
    case 'skip':
    case 'rename':
    case 'fail':
      return { forbidOverwrite: true, lookFirst: isMuch };
    default:
      return assertNever(policy, 'conflict policy');
  }
}

/** Whether an object is the file, byte for byte. `unknown` never destroys anything. */
export type ByteComparison = 'same' | 'different' | 'unknown';

/** What is known about the two sides of a conflict. */
export interface Conflict {
  readonly bytes: ByteComparison;
  /** The file was modified after the object; `undefined` when no time is known. */
  readonly sourceIsNewer: boolean | undefined;
}

export type ConflictDecision =
  | { readonly do: 'overwrite' }
  | { readonly do: 'skip'; readonly reason: SkipReason }
  | { readonly do: 'rename' }
  | { readonly do: 'ask' }
  | { readonly do: 'fail'; readonly code: 'object-exists' | 'not-comparable' };

/** What the policy says about an object that exists. A comparison that failed destroys nothing. */
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
      // There is nothing to ask about an object that is the file already.
      return conflict.bytes === 'same' ? { do: 'skip', reason: 'identical' } : { do: 'ask' };
    case 'fail':
      return { do: 'fail', code: 'object-exists' };
    default:
      return assertNever(policy, 'conflict policy');
  }
}

/** Whether a decision needs the bytes of the file to be compared. */
export function comparesBytes(policy: ConflictPolicy): boolean {
  return policy === 'skip-identical' || policy === 'ask';
}
