import { assertNever } from '../../../shared/assert-never.ts';
import type { AccountCondition, Condition } from '../../../shared/condition.ts';
import { type ErrorCode, type ErrorRecord, toErrorRecord } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { SourcePath } from '../../../shared/transfer.ts';
import type { EnginePorts } from '../api.ts';
import { canReach } from '../conditions/check.ts';
import type { RequestLimiters } from '../limits/request-limiter.ts';
import type { Random } from '../ports/system.ts';
import { partSizeFor } from '../queue/plan-upload.ts';
import { decideRetry, needsProbe } from '../retry-table.ts';
import type { InterruptionCause } from './interruption.ts';
import { type Run, interruptionOf, type RunEnding } from './run.ts';

/**
 * The ending of an unsuccessful run, with at least one recorded attempt. A request without a
 * response may have arrived. The next run must know that an existing object may come from that
 * request.
 */
export function withTrace(ending: RunEnding, attemptsBefore: number): RunEnding {
  const attempts = ending.facts?.attempts ?? Math.max(1, attemptsBefore);
  return { ...ending, facts: { ...ending.facts, attempts } };
}

/** The ending of an interrupted run. It did not fail, so no attempt is counted. */
export function endingOfInterruption(
  why: InterruptionCause,
  condition: AccountCondition | undefined,
): RunEnding {
  switch (why) {
    case 'pause':
      return { event: { type: 'pause' } };
    case 'cancel':
      return { event: { type: 'cancel' }, facts: { dropCheckpoint: 'abort-upload' } };
    case 'blocked':
      if (condition === undefined) return { event: { type: 'requeue' } };
      return { event: { type: 'wait', why: condition.kind, error: condition.error } };
    case 'stop':
    case 'restart':
    case 'sibling':
      return { event: { type: 'requeue' } };
    default:
      return assertNever(why, 'interruption');
  }
}

/** How a run ended, and the condition that its row waits for. */
export interface EndedRun {
  readonly ending: RunEnding;
  readonly condition?: Condition;
}

export interface FailureFacts {
  readonly error: ErrorRecord;
  /** Attempts since bytes last advanced, this one included. */
  readonly attempts: number;
  /**
   * Attempts that the transfer may spend. `Infinity` when the next attempt differs from this one:
   * it sends smaller bodies, because this body broke, or uses another address of this computer.
   */
  readonly budget: number;
  /** Wall clock, milliseconds. */
  readonly now: number;
  /** The result of a probe after a connection broke or stalled; `true` when no probe was needed. */
  readonly reachable: boolean;
  /** True when a retry continues from finished parts of this file. */
  readonly partsKept: boolean;
  readonly accountId: string;
  /** Set when the file is missing or unreadable because its whole volume is gone. */
  readonly volume?: SourcePath;
}

/** Dependencies that determine the ending, besides the run itself. */
interface EndingDependencies {
  readonly limiters: RequestLimiters;
  readonly settings: Settings;
  /** The condition of the account; `undefined` when the account is not blocked. */
  readonly condition: () => AccountCondition | undefined;
}

/** The ending of a failed run, and the further effects of its error. */
async function endingOfFailure(
  run: Run,
  thrown: unknown,
  { limiters, settings }: EndingDependencies,
): Promise<EndedRun> {
  const { ports, transfer: claimed, bytes, signal } = run;
  const { clock, random, store, log } = ports;
  const error = toErrorRecord(thrown);
  log.write('warning', { event: 'attempt-failed', transferId: claimed.id, error });
  const reachable = !needsProbe(error) || (await canReach(ports, limiters, claimed, signal));
  const isSmaller = reachable && lowersBodyLimit(run);
  const isNewBeginning = isSmaller || error.wasDead === true;
  const advanced = bytes.committed > claimed.bytesSent || isNewBeginning;
  const volume = await missingVolumeOf(claimed, error, ports);
  const now = clock.now();
  // A full disk delays the ending, but may lose this note about the attempt.
  await store.addAttempt(claimed.id, { at: now, error }).catch(() => undefined);
  const facts: FailureFacts = {
    error,
    attempts: advanced ? 1 : claimed.attempts + 1,
    budget: isNewBeginning ? Infinity : settings.retryBudget,
    now,
    reachable,
    partsKept: bytes.committed > 0,
    accountId: claimed.accountId,
    ...(volume !== undefined && { volume }),
  };
  return judgeFailure(facts, random);
}

/** Turns the decision of the retry table into the ending of the run. */
export function judgeFailure(facts: FailureFacts, random: Random): EndedRun {
  const { attempts, budget, now, reachable, partsKept, accountId, volume } = facts;
  const error = sourceError(facts.error, volume);
  const decision = decideRetry({ error, sent: 'transfer', attempts, budget, reachable }, random);
  switch (decision.do) {
    case 'later': {
      const { after, why } = decision;
      const event = { type: 'wait', why, until: now + after, error } as const;
      return { ending: why === 'retry' ? { event, facts: { attempts } } : { event } };
    }
    case 'put-aside':
    case 'ask': {
      const kind = decision.condition;
      const ending: RunEnding = { event: { type: 'wait', why: kind, error } };
      if (kind !== 'source-unavailable') return { ending, condition: { kind, accountId, error } };
      return volume === undefined ? { ending } : { ending, condition: { kind, volume, error } };
    }
    case 'fail':
    case 'again':
    case 'compare':
      return { ending: failed(error, attempts, partsKept) };
    default:
      return assertNever(decision, 'retry decision');
  }
}

/** Names the cause of a missing or unreadable file by whether its volume is gone. */
function sourceError(error: ErrorRecord, volume: SourcePath | undefined): ErrorRecord {
  if (volume !== undefined) {
    const { detail } = error;
    return { code: 'source-unavailable', ...(detail !== undefined && { detail }) };
  }
  // The volume responds, so the read error may be permanent.
  if (error.code === 'source-unavailable') return { ...error, code: 'source-read-failed' };
  return error;
}

const becameObject: readonly ErrorCode[] = ['object-differs', 'unconfirmed'];

function failed(cause: ErrorRecord, attempts: number, partsKept: boolean): RunEnding {
  const isBroken = cause.code === 'connection-lost';
  const error = isBroken && partsKept ? { ...cause, partsKept: true as const } : cause;
  return {
    event: { type: 'fail', error },
    facts: {
      attempts,
      // The file was replaced, so its parts are useless on OSS and on this disk.
      ...(error.code === 'source-changed' && { dropCheckpoint: 'abort-upload' as const }),
      // The upload has become an object, or its fate is unknown: a retry has to start over.
      ...(becameObject.includes(error.code) && { dropCheckpoint: 'keep-upload' as const }),
    },
  };
}

/** Lowers the limit for a broken body. @returns true when the next attempt sends smaller bodies */
function lowersBodyLimit({ brokenBody, bytes, bodyLimit }: Run): boolean {
  if (brokenBody === undefined) return false;
  bodyLimit.broke(brokenBody);
  return partSizeFor(bytes.size, bodyLimit.bytes) < brokenBody;
}

/** Checks whether a missing or unreadable file lies on a disk that is gone. */
async function missingVolumeOf(
  { source, identity }: Run['transfer'],
  { code }: ErrorRecord,
  { files }: EnginePorts,
): Promise<SourcePath | undefined> {
  if (code !== 'source-missing' && code !== 'source-unavailable') return undefined;
  if (source.kind !== 'file') return undefined;
  return await files.missingVolume(source.path, identity);
}

/** The ending for any cause that stopped the run. */
export async function endingOf(
  run: Run,
  thrown: unknown,
  dependencies: EndingDependencies,
): Promise<EndedRun> {
  const why = interruptionOf(run);
  if (why !== undefined) return interruptedRun(why, dependencies);
  try {
    return await endingOfFailure(run, thrown, dependencies);
  } catch (second) {
    // The run may have been interrupted during the probe.
    const interrupted = interruptionOf(run);
    if (interrupted === undefined) throw second;
    return interruptedRun(interrupted, dependencies);
  }
}

function interruptedRun(why: InterruptionCause, { condition }: EndingDependencies): EndedRun {
  const blocking = why === 'blocked' ? condition() : undefined;
  const ending = endingOfInterruption(why, blocking);
  return blocking === undefined ? { ending } : { ending, condition: blocking };
}
