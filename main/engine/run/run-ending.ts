import { assertNever } from '../../../shared/assert-never.ts';
import { type ErrorRecord, toErrorRecord } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import { type ActiveRun, interruptionOf } from './active-run.ts';
import type { AccountPaces } from '../limits/account-paces.ts';
import { backoffDelay } from '../conditions/backoff.ts';
import type { BodyLimit } from '../limits/body-limit.ts';
import type { EnginePorts } from '../api.ts';
import type { InterruptionCause } from './interruption.ts';
import {
  type AccountTrouble,
  judgeFailure,
  lineInDoubt,
  type Verdict,
} from '../conditions/judge-failure.ts';
import { partSizeFor } from '../queue/plan-upload.ts';
import { canReach } from '../conditions/reachability.ts';
import type { RunEnding } from './ending.ts';
import type { AwaySource } from '../conditions/source-watch.ts';

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
  trouble: AccountTrouble | undefined,
): RunEnding {
  switch (why) {
    case 'pause':
      return { event: { type: 'pause' } };
    case 'cancel':
      return { event: { type: 'cancel' }, facts: { dropCheckpoint: 'abort-upload' } };
    case 'blocked':
      if (trouble === undefined) return { event: { type: 'requeue' } };
      return { event: { type: 'wait', why: trouble.why, error: trouble.error } };
    case 'stop':
    case 'restart':
    case 'sibling':
      return { event: { type: 'requeue' } };
    default:
      return assertNever(why, 'interruption');
  }
}

/** Dependencies that determine the ending, besides the run itself. */
export interface EndingMeans {
  readonly ports: EnginePorts;
  readonly paces: AccountPaces;
  readonly settings: Settings;
  readonly bodyLimit: BodyLimit;
  /** The trouble of the account; `undefined` when the account is not blocked. */
  readonly trouble: () => AccountTrouble | undefined;
}

/** The ending of a failed run, and the further effects of its error. */
async function endingOfFailure(
  run: ActiveRun,
  thrown: unknown,
  { ports, paces, settings, bodyLimit }: EndingMeans,
): Promise<Verdict> {
  const { claimed, bytes, controller } = run;
  const { clock, random, store, log } = ports;
  const error = toErrorRecord(thrown);
  log.write('warning', { event: 'attempt-failed', transferId: claimed.id, error });
  const reachable =
    !lineInDoubt(error) || (await canReach(ports, paces, claimed, controller.signal));
  const goesSmaller = reachable && goesOnSmaller(run, bodyLimit);
  const isNewBeginning = goesSmaller || error.addressLost === true;
  const advanced = bytes.committed > claimed.bytesSent || isNewBeginning;
  const attempts = advanced ? 1 : claimed.attempts + 1;
  const away = await awaySourceOf(claimed, error, ports);
  const now = clock.now();
  // A full disk delays the ending, but may lose this note about the attempt.
  await store.addAttempt(claimed.id, { at: now, error }).catch(() => undefined);
  return judgeFailure({
    error,
    attempts,
    retryBudget: settings.retryBudget,
    now,
    delay: backoffDelay(attempts, random, error.retryAfter),
    reachable,
    isNewBeginning,
    partsKept: bytes.committed > 0,
    ...(away !== undefined && { away }),
  });
}

/** Lowers the limit for a broken body. @returns true when the next attempt sends smaller bodies */
function goesOnSmaller({ brokenBody, bytes }: ActiveRun, bodyLimit: BodyLimit): boolean {
  if (brokenBody === undefined) return false;
  bodyLimit.broke(brokenBody);
  return partSizeFor(bytes.size, bodyLimit.bytes) < brokenBody;
}

/** Checks whether a missing or unreadable file lies on a disk that is gone. */
async function awaySourceOf(
  { source, identity }: ActiveRun['claimed'],
  { code }: ErrorRecord,
  { files }: EnginePorts,
): Promise<AwaySource | undefined> {
  if (code !== 'source-missing' && code !== 'source-unavailable') return undefined;
  if (source.kind !== 'file') return undefined;
  const volume = await files.missingVolume(source.path, identity);
  return volume === undefined ? undefined : { path: source.path, identity, volume };
}

/** The ending for any cause that stopped the run. */
export async function endingOf(
  run: ActiveRun,
  thrown: unknown,
  means: EndingMeans,
): Promise<Verdict> {
  const { trouble } = means;
  const why = interruptionOf(run);
  if (why !== undefined) return { ending: endingOfInterruption(why, trouble()) };
  try {
    return await endingOfFailure(run, thrown, means);
  } catch (second) {
    // The run may have been interrupted during the probe.
    const interrupted = interruptionOf(run);
    if (interrupted === undefined) throw second;
    return { ending: endingOfInterruption(interrupted, trouble()) };
  }
}
