import { createInterface } from 'node:readline/promises';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import { plural } from './text-width.ts';
import { printable } from '../../../shared/text/printable.ts';
import type { Input, Output } from '../run/world.ts';

/** The user's possible answers; `later` leaves the files waiting. */
export type ConflictAnswer = Exclude<ConflictPolicy, 'ask'> | 'later';

/** Files of one batch whose objects exist. */
export interface ConflictQuestion {
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
