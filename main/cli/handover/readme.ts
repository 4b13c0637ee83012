import { formatSize } from '../../../shared/text/units.ts';
import { plural } from '../words/text-width.ts';
import { listShapes, type ListContext, type Listed, type ListFormat } from './list-formats.ts';
import type { Unplaced } from './place-file.ts';

const leftWords: Readonly<Record<Unplaced | 'more', string>> = {
  'no-file': 'an empty folder, or bytes without a file',
  'not-text': 'a path that is not valid text',
  renamed: 'the object has another name than the file',
  name: 'the list cannot hold the name',
  more: 'more than one hand-over can hold: hand over once more afterwards',
};

/** The plain text beside the lists: the commands, and what the lists do not carry. */
export function readmeLines(
  { ids, bytes, groups, left }: Listed,
  format: ListFormat,
  context: ListContext,
): readonly string[] {
  const { batch } = context;
  const shape = listShapes[format];
  const options = Object.keys(batch.options).filter(
    (name) => name !== 'parallel' && name !== 'partSize',
  );
  return [
    `Batch ${batch.id} of Ferry, for ${format}: ${plural(ids.length, 'file')}, ${formatSize(bytes)}.`,
    'files.jsonl has the path, the object key and the size of every file.',
    '',
    'Run these:',
    '',
    ...groups.map((group) => shape.command(group, context)),
    '',
    `When they have finished: ferry verify --batch ${batch.id}`,
    '',
    'Notes:',
    ...shape.notes.map((note) => `- ${note}`),
    `- The lists hold names only. Not carried: Content-Type by name${options.map((name) => `, ${name}`).join('')}.`,
    `- When an object exists, Ferry would do: ${batch.conflictPolicy}. Other programs know only to skip or to overwrite.`,
    `- Not handed over: ${context.withFailed ? '' : 'failed files ("ferry retry" or --with-failed brings them back) and '}those that are done, skipped or cancelled.`,
    ...[...left].map(
      ([why, files]) => `- ${plural(files, 'file')} left in Ferry: ${leftWords[why]}.`,
    ),
  ];
}
