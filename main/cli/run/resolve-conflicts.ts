import { createInterface } from 'node:readline/promises';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import type { BatchSummary } from '../../engine/ports/transfer-queries.ts';
import { allBatches } from '../session/with-queue.ts';
import type { Interrupts } from './interrupts.ts';
import { formatLocation } from '../arguments/flag-values.ts';
import type { Reporter } from '../report/run-report.ts';
import type { CliFerry, Queue, World, Input, Output } from './world.ts';
import { plural } from '../report/text-width.ts';
import { printable } from '../../../shared/text/printable.ts';

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

/** The user's possible answers; `later` leaves the files waiting. */
type ConflictAnswer = Exclude<ConflictPolicy, 'ask'> | 'later';

/** Files of one batch whose objects exist. */
interface ConflictQuestion {
  readonly files: number;
  /** Other files of the batch whose objects are identical; the question does not cover them. */
  readonly identical: number;
  /** `oss://bucket/prefix/`. */
  readonly to: string;
  /** Some of the file names, as examples. */
  readonly examples: readonly string[];
}

const answers: Readonly<Record<string, ConflictAnswer>> = {
  s: 'skip',
  skip: 'skip',
  i: 'skip-identical',
  'skip-identical': 'skip-identical',
  n: 'newer',
  newer: 'newer',
  o: 'overwrite',
  overwrite: 'overwrite',
  r: 'rename',
  rename: 'rename',
  f: 'fail',
  fail: 'fail',
  l: 'later',
  later: 'later',
};

/** Reads an answer by its letter or its word; `undefined` when the text is no answer. */
export function readConflictAnswer(text: string): ConflictAnswer | undefined {
  const word = text.trim().toLowerCase();
  return Object.hasOwn(answers, word) ? answers[word] : undefined;
}

/** The lines of the question on the terminal. */
function questionLines({ files, identical, to, examples }: ConflictQuestion): string[] {
  const [be, was] = identical === 1 ? ['is', 'was'] : ['are', 'were'];
  const passedOver = `${plural(identical, 'file')} ${be} there already, identical, and ${was} passed over.`;
  return [
    ...(identical > 0 ? [passedOver] : []),
    `${plural(files, 'file')} would replace ${files === 1 ? 'an object' : 'objects'} in ${printable(to)}:`,
    ...examples.map((name) => `  ${printable(name)}`),
    ...(files > examples.length
      ? [`  and ${(files - examples.length).toLocaleString('en-US')} more`]
      : []),
    '  s  skip: leave the objects as they are',
    '  i  skip identical: overwrite only objects whose content differs',
    '  n  newer: overwrite only objects that are older than the file',
    '  o  overwrite all',
    '  r  rename: upload beside them as "name (1)"',
    '  l  later: ask again at "ferry resume"',
  ];
}

/**
 * Asks until the user answers. The end of the input counts as `later`, so Ferry never overwrites
 * without an answer.
 *
 * @param signal aborts the question when the run is interrupted; that counts as `later` too.
 */
export async function askAboutConflicts(
  question: ConflictQuestion,
  input: Input,
  output: Output,
  signal: AbortSignal,
): Promise<ConflictAnswer> {
  if (signal.aborted) return 'later';
  const lines = createInterface({ input, output, prompt: 'What shall be done? [s/i/n/o/r/l] ' });
  const end = (): void => {
    lines.close();
  };
  signal.addEventListener('abort', end);
  // Lines that the user typed before the end of the input still arrive after it.
  const typing = { ended: false };
  lines.once('close', () => {
    typing.ended = true;
  });
  // While readline reads a line, it receives Ctrl-C instead of the process.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    output.write(`${questionLines(question).join('\n')}\n`);
    lines.prompt();
    for await (const line of lines) {
      const answer = readConflictAnswer(line);
      if (answer !== undefined) return answer;
      const typed = printable(line.trim());
      if (typed !== '')
        output.write(`"${typed}" is not an answer. Type one of the letters above.\n`);
      if (!typing.ended) lines.prompt();
    }
    return 'later';
  } finally {
    signal.removeEventListener('abort', end);
    lines.close();
  }
}
