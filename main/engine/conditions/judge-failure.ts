import { assertNever } from '../../../shared/assert-never.ts';
import { type ErrorCode, type ErrorRecord, retryAdvice } from '../../../shared/errors.ts';
import type { WaitReason } from '../../../shared/transfer-state.ts';
import type { RunEnding } from '../run/ending.ts';
import type { AwaySource } from './source-watch.ts';

/** A failure that affects the whole account, not only the failed row. */
export type AccountTrouble = {
  readonly why: Extract<WaitReason, 'offline' | 'credentials' | 'proxy' | 'certificate'>;
  readonly error: ErrorRecord;
};

/** The wait reasons of a whole account; unblocking the account ends all of them. */
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
  /** Set when the row waits until the disk of its file is back. */
  readonly away?: AwaySource;
}

export interface FailureFacts {
  readonly error: ErrorRecord;
  /** Attempts since bytes last advanced, this one included. */
  readonly attempts: number;
  readonly retryBudget: number;
  /** Wall clock, milliseconds. */
  readonly now: number;
  /** Milliseconds to wait before the next attempt. */
  readonly delay: number;
  /** The result of a probe after a connection broke or stalled; `true` when no probe was needed. */
  readonly reachable: boolean;
  /**
   * True when the next attempt differs from this one and so costs no budget. Either it sends
   * smaller bodies, because this body broke, or it uses another address of this computer.
   */
  readonly isNewBeginning: boolean;
  /** True when a retry continues from finished parts of this file. */
  readonly partsKept: boolean;
  /** Set when the file is missing or unreadable because its whole disk is gone. */
  readonly away?: AwaySource;
}

/**
 * True when the connection itself is in doubt, so that a probe runs before an attempt costs budget.
 * A response that did not come from OSS may be the page of a captive portal.
 */
export function lineInDoubt(error: ErrorRecord): boolean {
  return (
    error.code === 'connection-lost' ||
    error.code === 'no-progress' ||
    error.code === 'unexpected-answer'
  );
}

/** Milliseconds until a condition of this computer is checked again. */
const lookAgain: Partial<Record<ErrorCode, number>> = {
  'source-in-use': 30_000,
  'disk-full': 15_000,
};

/** Decides the ending of every failed run; all retry decisions are made here. */
export function judgeFailure(facts: FailureFacts): Verdict {
  const { error, away } = facts;
  if (away !== undefined) return { ending: waitForDisk(error), away };
  // The disk responds, so the read error may be permanent.
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

/**
 * The trouble when every transfer of the account would fail the same way; `undefined` otherwise.
 */
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

/** Sets no time, because one check for the disk serves all its files. */
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
  // The file was replaced, so its parts are useless on OSS and on this disk.
  return {
    event: { type: 'fail', error },
    facts: {
      attempts,
      ...(error.code === 'source-changed' && { dropCheckpoint: 'abort-upload' as const }),
      // The upload has become an object, or its fate is unknown: a retry has to start over.
      ...(becameObject.includes(error.code) && { dropCheckpoint: 'keep-upload' as const }),
    },
  };
}
