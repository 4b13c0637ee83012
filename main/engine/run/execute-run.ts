import type { Settings } from '../../../shared/settings.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { stateAfter, type TransferState } from '../../../shared/transfer-state.ts';
import type { ConditionRegister } from '../conditions/condition-register.ts';
import type { Change } from '../facts.ts';
import type { RequestLimiters } from '../limits/request-limiter.ts';
import type { Slots } from '../limits/slots.ts';
import { withDamage } from './damaged-object.ts';
import { type EndedRun, endingOf, withTrace } from './run-ending.ts';
import { runTransfer } from './run-transfer.ts';
import type { Run, RunEnding } from './run.ts';

export interface Execution {
  readonly settings: () => Settings;
  readonly conditions: ConditionRegister;
  readonly limiters: RequestLimiters;
  readonly changed: (change?: Change) => void;
  /** Publishes the new state of a row. */
  readonly publish: (transfer: Transfer, state: TransferState, bytesSent: number) => void;
  /** Called for each small file that OSS accepted, while its slot is still taken. */
  readonly sentSmallFile: (bytes: number) => void;
  /** Aborts when the engine stops: the next start recovers rows whose ending was not written. */
  readonly stopping: AbortSignal;
}

/** Carries a run from its slot to the written ending of its row. */
export async function executeRun(run: Run, laneSlots: Slots, execution: Execution): Promise<void> {
  const { conditions, changed } = execution;
  run.ports.log.write('info', { event: 'transfer-started', transferId: run.transfer.id });
  const ended = await runToEnding(run, laneSlots, execution);
  run.isSending = false;
  if (ended.condition !== undefined) conditions.raise(ended.condition, run.transfer);
  changed();
  await writeEnding(run, ended, execution);
}

async function runToEnding(run: Run, laneSlots: Slots, execution: Execution): Promise<EndedRun> {
  const { conditions, limiters, settings } = execution;
  const { accountId, attempts } = run.transfer;
  let leave: (() => void) | undefined;
  try {
    leave = await laneSlots.acquire(run.signal);
    const ending = await runTransfer(run, () => startVerifying(run, execution));
    if (ending.event.type === 'finish') {
      run.bodyLimit.carried(run.bytes.size);
      if (run.transfer.lane === 'small') execution.sentSmallFile(run.bytes.size);
    }
    return { ending };
  } catch (thrown) {
    const ended = await endingOf(run, thrown, {
      limiters,
      settings: settings(),
      condition: () => conditions.ofAccount(accountId),
    });
    return { ...ended, ending: withDamage(withTrace(ended.ending, attempts), run.damagedEtag) };
  } finally {
    leave?.();
  }
}

async function startVerifying(run: Run, { changed }: Execution): Promise<void> {
  await run.ports.store.apply(run.transfer.id, { type: 'verify' });
  run.transfer = { ...run.transfer, state: { name: 'verifying' } };
  changed('bytes');
}

/** Writes the ending of a run; a full disk delays the write. */
async function writeEnding(
  run: Run,
  { ending, condition }: EndedRun,
  execution: Execution,
): Promise<void> {
  const { conditions, changed, stopping } = execution;
  const { id, accountId } = run.transfer;
  const { event, facts } = ending;
  try {
    const applied = await run.insist(() => run.ports.store.apply(id, event, facts));
    if (!applied) return;
    run.endedAs = event.type;
    publishEnding(run, ending, execution);
    if (event.type !== 'wait') return;
    if (event.until !== undefined) changed({ waitsUntil: event.until });
    // The condition may have ended while the disk was full, so no later event would end this wait.
    const hasEnded = condition !== undefined && !conditions.has(condition);
    if (hasEnded) await conditions.release(event.why, accountId);
  } catch (thrown) {
    // The disk stayed full until the stop: the next start finds the row running and requeues it.
    if (!stopping.aborted) throw thrown;
  }
}

function publishEnding(
  { ports, transfer, bytes }: Run,
  { event, facts }: RunEnding,
  { publish }: Execution,
): void {
  const state = stateAfter(event);
  const size = facts?.size ?? transfer.size;
  const key = facts?.key ?? transfer.key;
  // The parts of a file that has grown since the scan may exceed the size in the row.
  const bytesSent = state.name === 'done' ? size : Math.min(bytes.committed, size);
  publish({ ...transfer, key, size }, state, bytesSent);
  const log = { transferId: transfer.id };
  if (event.type === 'finish') {
    ports.log.write('info', { event: 'transfer-finished', bytes: size, ...log });
  } else if (event.type === 'fail') {
    ports.log.write('error', { event: 'transfer-failed', error: event.error, ...log });
  } else if (event.type === 'wait') {
    const cause = event.error === undefined ? {} : { error: event.error };
    ports.log.write('info', { event: 'transfer-waits', ...cause, ...log });
  }
}
