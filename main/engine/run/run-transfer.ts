import { errorClass, toErrorRecord } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import { stateAfter, type TransferState } from '../../../shared/transfer-state.ts';
import type { Transfer, SourcePath } from '../../../shared/transfer.ts';
import type { ConditionRegister } from '../conditions/condition-register.ts';
import type { Change } from '../facts.ts';
import type { RequestLimiters } from '../limits/request-limiter.ts';
import type { Slots } from '../limits/slots.ts';
import {
  compareFile,
  confirmedFile,
  findObject,
  resultFromFacts,
  type SentObject,
} from '../parts/confirm-object.ts';
import { sendMultipart } from '../parts/send-multipart.ts';
import type { SourceHandle } from '../ports/source-files.ts';
import { laneFor, transferFromEntry } from '../queue/plan-upload.ts';
import { withDamage } from './damaged-object.ts';
import { type EndedRun, endingOf, withTrace } from './run-ending.ts';
import { isOnePut, type Run, type RunEnding, type OpenSource } from './run.ts';
import { sendByPath, type FirstTry, sendSmall } from './send-small.ts';
import { type Send, sendUnderPolicy } from './send-under-policy.ts';

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

/**
 * Runs one transfer from an open source to its ending. Writes checkpoints, but never the state of
 * the row: the caller writes the ending.
 *
 * @param onVerifying called once every byte has arrived and only Complete is missing
 * @throws TransferError, classified; `signal.reason` when aborted
 */
export async function runTransfer(run: Run, onVerifying: () => Promise<void>): Promise<RunEnding> {
  const { source } = run.transfer;
  if (source.kind === 'folder-marker') {
    return await sendUnderPolicy(run, undefined, true, (forbidOverwrite) =>
      sendSmall(run, undefined, { forbidOverwrite, expectContinue: false }),
    );
  }
  if (await isFolderToRead(run)) return await readFolderAgain(run, source.path);
  const first = await sendByPath(run);
  if (first !== undefined && 'event' in first) return first;
  const handle = await run.ports.files.open(source.path);
  try {
    return await sendFile(run, handle, onVerifying, first);
  } finally {
    await handle.close();
  }
}

async function sendFile(
  run: Run,
  handle: SourceHandle,
  onVerifying: () => Promise<void>,
  first: FirstTry | undefined,
): Promise<RunEnding> {
  if (first !== undefined && run.transfer.identity !== undefined) {
    return await sendOnSmall(run, { handle, identity: run.transfer.identity }, first);
  }
  // No byte was sent yet, so the current content of the file is the content to upload.
  const open = { handle, identity: await handle.identity() };
  run.bytes.resize(open.identity.size);
  const { size } = open.identity;
  if (isOnePut(run, size)) {
    return await sendUnderPolicy(run, open, true, (forbidOverwrite, expectContinue) =>
      sendSmall(run, open, { forbidOverwrite, expectContinue }),
    );
  }
  const isSmall = laneFor(size, run.settings().multipartThreshold) === 'small';
  const mayBePut = isSmall && run.transfer.attempts > 0;
  return await sendUnderPolicy(run, open, false, async (forbidOverwrite) => {
    const send = () => sendMultipart(run, handle, forbidOverwrite, onVerifying);
    return mayBePut ? await sendAfterPut(run, open, send) : await send();
  });
}

/** Continues a small file after its first try. */
async function sendOnSmall(run: Run, open: OpenSource, first: FirstTry): Promise<RunEnding> {
  let made: FirstTry | undefined = first;
  const send: Send = (forbidOverwrite, expectContinue) => {
    const sending = sendSmall(run, open, { forbidOverwrite, expectContinue }, made);
    made = undefined;
    return sending;
  };
  return await sendUnderPolicy(run, open, true, send, true);
}

/**
 * Sends a file by parts after its PutObject broke. That PutObject may still make the object later.
 */
async function sendAfterPut(
  run: Run,
  source: OpenSource,
  send: () => Promise<SentObject>,
): Promise<SentObject> {
  const sent = run.transfer.hasCheckpoint ? undefined : await findPut(run, source);
  if (sent !== undefined) return sent;
  try {
    return await send();
  } catch (thrown) {
    run.signal.throwIfAborted();
    if (errorClass(toErrorRecord(thrown).code) !== 'exists') throw thrown;
    const late = await confirmedFile(run, source, await findObject(run));
    if (late === undefined) throw thrown;
    return { ...late, uploadRemains: true };
  }
}

async function findPut(run: Run, source: OpenSource): Promise<SentObject | undefined> {
  const remote = await findObject(run);
  if (remote.kind !== 'object') return undefined;
  const { handle, identity } = source;
  const { size } = identity;
  const read = () => handle.crc64(0, size, run.signal);
  const { bytes, facts } = await compareFile(run, remote.facts, size, read);
  if (bytes !== 'same') return undefined;
  return { verified: 'crc64', size, result: resultFromFacts(facts) };
}

/**
 * True when the row is a folder that the scan could not read. A row that was a file at the scan has
 * an identity. A link that replaced the folder leads elsewhere and is not followed.
 */
async function isFolderToRead({ ports, transfer }: Run): Promise<boolean> {
  const { source, identity } = transfer;
  if (source.kind !== 'file' || identity !== undefined) return false;
  return await ports.files.isFolder(source.path);
}

/**
 * Adds the contents of the folder to the batch, under the names that the first scan would have
 * used. An interrupted call can be repeated without duplicates. The row itself has nothing to send.
 *
 * @throws TransferError `source-unreadable` when the folder is still unreadable, `source-missing`,
 *   `disk-full`; `signal.reason` when aborted
 */
async function readFolderAgain(run: Run, folder: SourcePath): Promise<RunEnding> {
  const { ports, transfer, batch, signal, settings } = run;
  const { relativePath, batchId } = transfer;
  const above = relativePath.slice(0, relativePath.lastIndexOf('/') + 1);
  for await (const entries of ports.files.scan(folder, batch.scanOptions, signal)) {
    const { multipartThreshold } = settings();
    const rows = entries.map((entry) => {
      const found = { ...entry, relativePath: `${above}${entry.relativePath}` };
      return transferFromEntry(found, batch.destination.prefix, multipartThreshold);
    });
    await ports.store.addTransfers(batchId, rows);
  }
  return { event: { type: 'skip', reason: 'folder-read' } };
}
