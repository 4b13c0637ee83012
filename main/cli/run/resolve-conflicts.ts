import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import type { BatchSummary } from '../../engine/ports/transfer-store.ts';
import { askAboutConflicts } from '../words/conflict-question.ts';
import type { ConflictQuestion } from '../words/conflict-question.ts';
import { allBatches } from '../session/find-batches.ts';
import type { Interrupts } from './interrupts.ts';
import { formatLocation } from '../arguments/location.ts';
import type { Reporter } from '../report/run-report.ts';
import type { CliFerry, Queue, World } from './world.ts';

/** The source of the answer for files whose object exists. */
export type ConflictAnswerer =
  /** The user answers on the terminal, for all batches or for one. */
  | { readonly kind: 'ask'; readonly batchId?: () => number | undefined }
  /** An earlier decision, for all batches or for one. */
  | {
      readonly kind: 'decided';
      readonly policy: Exclude<ConflictPolicy, 'ask'>;
      readonly batchId?: () => number | undefined;
    }
  /** No answer is available: the files keep waiting. */
  | { readonly kind: 'unattended' };

export interface ConflictContext {
  readonly world: World;
  readonly ferry: CliFerry;
  readonly reporter: Reporter;
  readonly interrupts: Interrupts;
  readonly conflicts: ConflictAnswerer;
}

const shownExamples = 5;
const inOrder = { by: 'queue', descending: false } as const;

async function questionFor(
  store: Queue,
  batch: BatchSummary,
): Promise<ConflictQuestion | undefined> {
  const batchId = batch.id;
  const examples = { offset: 0, limit: shownExamples };
  const conflicts = await store.page({ batchId, why: 'conflict' }, inOrder, examples);
  if (conflicts.total === 0) return undefined;
  const identical = { batchId, why: 'identical' } as const;
  const passedOver = await store.page(identical, inOrder, { offset: 0, limit: 0 });
  return {
    files: conflicts.total,
    identical: passedOver.total,
    to: formatLocation(batch.destination.bucket, batch.destination.prefix),
    examples: conflicts.rows.map(({ relativePath }) => relativePath),
  };
}

async function ask(
  context: ConflictContext,
  question: ConflictQuestion,
): Promise<Exclude<ConflictPolicy, 'ask'> | undefined> {
  const { world, reporter, interrupts } = context;
  reporter.suspend();
  const { stdin, stdout } = world;
  const answer = await askAboutConflicts(question, stdin, stdout, interrupts.signal);
  if (answer === 'later') return undefined;
  reporter.resume();
  return answer;
}

/**
 * Answers for batches whose files wait because their objects exist, each batch once.
 *
 * @param postponed batches that the user wants to answer later; this function adds to it.
 * @returns whether an answer queued any file again.
 */
export async function resolveConflicts(
  context: ConflictContext,
  postponed: Set<number>,
): Promise<boolean> {
  const { conflicts, ferry } = context;
  if (conflicts.kind === 'unattended') return false;
  const onlyBatch = conflicts.batchId?.();
  let changed = 0;
  for (const batch of await allBatches(ferry.store)) {
    if (batch.counters.states.waiting.files === 0 || postponed.has(batch.id)) continue;
    if (onlyBatch !== undefined && batch.id !== onlyBatch) continue;
    const question = await questionFor(ferry.store, batch);
    if (question === undefined) continue;
    const policy = conflicts.kind === 'decided' ? conflicts.policy : await ask(context, question);
    if (policy === undefined) postponed.add(batch.id);
    else changed += await ferry.engine.answerConflicts({ batchId: batch.id }, policy);
    if (context.interrupts.signal.aborted) return false;
  }
  return changed > 0;
}
