import { assertNever } from '../../../shared/assert-never.ts';
import { type ErrorCode, type ErrorRecord, retryAdvice } from '../../../shared/errors.ts';
import type { WaitReason } from '../../../shared/transfer-state.ts';
import type { RunEnding } from '../run/ending.ts';
import type { AwaySource } from './source-watch.ts';

/** What has to happen beyond the row that failed. */
export type AccountTrouble = {
  readonly why: Extract<WaitReason, 'offline' | 'credentials' | 'proxy' | 'certificate'>;
  readonly error: ErrorRecord;
};

/** The reasons for which a whole account waits; opening its gates ends all of them. */
export const accountTroubles = [
  'offline',
  'credentials',
  'proxy',
  'certificate',
] as const satisfies AccountTrouble['why'][];

export interface Verdict {
  readonly ending: RunEnding;
  /** The whole account cannot work. */
  readonly trouble?: AccountTrouble;
  /** The row waits until the disk of its file is back. */
  readonly away?: AwaySource;
}

export interface FailureFacts {
  readonly error: ErrorRecord;
  /** Attempts since bytes last advanced, this one included. */
  readonly attempts: number;
  readonly retryBudget: number;
  /** Wall clock, milliseconds. */
  readonly now: number;
  /** Milliseconds to wait before another attempt. */
  readonly delay: number;
  /** What a probe said after a connection broke or stood still; `true` when nobody had to ask. */
  readonly reachable: boolean;
  /**
   * Whether the next attempt is another one than this: with smaller bodies, because this one broke, or
   * from another address of this computer. That costs no budget.
   */
  readonly isNewBeginning: boolean;
  /** Whether a retry goes on from finished parts of this file. */
  readonly partsKept: boolean;
  /** Set when the file is missing, or cannot be read, because its whole disk is gone. */
  readonly away?: AwaySource;
}

/**
 * Whether the line itself is in doubt, so that a probe should speak before a budget is spent. What
 * did not come from OSS may be the page of a captive portal.
 */
export function lineInDoubt(error: ErrorRecord): boolean {
  return (
    error.code === 'connection-lost' ||
    error.code === 'no-progress' ||
    error.code === 'unexpected-answer'
  );
}

/** How long a condition of this computer is left alone before it is looked at again. */
const lookAgain: Partial<Record<ErrorCode, number>> = {
  'source-in-use': 30_000,
  'disk-full': 15_000,
};

/** The one place where it is decided what becomes of a transfer that could not go on. */
export function judgeFailure(facts: FailureFacts): Verdict {
  const { error, away } = facts;
  if (away !== undefined) return { ending: waitForDisk(error), away };
  // The disk answers: what it cannot read now, it may never read again.
  if (error.code === 'source-unavailable') {
    return judgeFailure({ ...facts, error: { ...error, code: 'source-read-failed' } });
  }
  const trouble = accountTrouble(error, facts.reachable);
  if (trouble !== undefined) {
    return { ending: { event: { type: 'wait', why: trouble.why, error } }, trouble };
  }
  const advice = retryAdvice(error.code);
  switch (advice) {
    case 'now':
      return { ending: tryAgain(facts) };
    case 'later':
      return { ending: lookLater(facts) };
    case 'never':
      return { ending: failed(facts) };
    default:
      return assertNever(advice, 'retry advice');
  }
}

/** Errors that every transfer of the account would meet; `undefined` for all others. */
function accountTrouble(error: ErrorRecord, reachable: boolean): AccountTrouble | undefined {
  if (!reachable) return { why: 'offline', error };
  switch (error.code) {
    case 'offline':
      return { why: 'offline', error };
    case 'credentials-expired':
    case 'credentials-missing':
    case 'credentials-rejected':
      return { why: 'credentials', error };
    case 'proxy-authentication':
      return { why: 'proxy', error };
    case 'certificate-rejected':
      return { why: 'certificate', error };
    default:
      return undefined;
  }
}

function tryAgain(facts: FailureFacts): RunEnding {
  const { error, attempts, retryBudget, now, delay, isNewBeginning } = facts;
  if (attempts >= retryBudget && !isNewBeginning) return failed(facts);
  return { event: { type: 'wait', why: 'retry', until: now + delay, error }, facts: { attempts } };
}

/** No time is set: one look for the disk serves all its files. */
function waitForDisk({ detail }: ErrorRecord): RunEnding {
  const error = { code: 'source-unavailable' as const, ...(detail !== undefined && { detail }) };
  return { event: { type: 'wait', why: 'source-unavailable', error } };
}

function lookLater(facts: FailureFacts): RunEnding {
  const { error, now } = facts;
  const why = waitReason(error.code);
  if (why === undefined) return failed(facts);
  return { event: { type: 'wait', why, until: now + (lookAgain[error.code] ?? 30_000), error } };
}

function waitReason(code: ErrorCode): WaitReason | undefined {
  return code === 'source-in-use' || code === 'disk-full' ? code : undefined;
}

const becameObject: readonly ErrorCode[] = ['object-differs', 'unconfirmed'];

function failed(facts: FailureFacts): RunEnding {
  const { attempts, partsKept } = facts;
  const isBroken = facts.error.code === 'connection-lost';
  const error = isBroken && partsKept ? { ...facts.error, partsKept: true as const } : facts.error;
  // Parts of a file that is another file now are worth nothing, here and there.
  return {
    event: { type: 'fail', error },
    facts: {
      attempts,
      ...(error.code === 'source-changed' && { dropCheckpoint: 'abort-upload' as const }),
      // The upload has become an object, or nobody can tell: a retry has to begin anew.
      ...(becameObject.includes(error.code) && { dropCheckpoint: 'keep-upload' as const }),
    },
  };
}
