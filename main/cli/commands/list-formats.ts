import path from 'node:path';
import type { Transfer, Batch } from '../../../shared/transfer.ts';
import { formatSize } from '../../../shared/text/units.ts';
import { plural } from '../report/text-width.ts';

/** A file below a folder, and the object below a key prefix with the same relative name. */
export interface ListedFile {
  readonly id: number;
  /** Absolute, separated by `/`, without a slash at its end unless it is the root. */
  readonly root: string;
  /** Relative to `root` and to `target`. */
  readonly name: string;
  /** Empty, or ends in `/`. */
  readonly target: string;
  readonly size: number;
}

/** Why no list can hold a row. */
export type Unlisted = 'no-file' | 'not-text' | 'renamed' | 'name';

/**
 * Finds the list of a row: below the folder that the user added, or below the file's own folder.
 *
 * @param byFolder always takes the file's own folder
 */
export function listedFile(row: Transfer, byFolder: boolean): ListedFile | Unlisted {
  const { id, key, size, relativePath, source } = row;
  if (source.kind !== 'file') return 'no-file';
  if (source.path.startsWith('\0')) return 'not-text';
  const file = source.path.replaceAll(path.sep, '/');
  const ownName = path.posix.basename(file);
  const names = byFolder ? [ownName] : [relativePath, ownName];
  const name = names.find((one) => file.endsWith(`/${one}`) && `/${key}`.endsWith(`/${one}`));
  if (name === undefined) return 'renamed';
  const root = file.slice(0, -name.length - 1);
  const target = key.slice(0, key.length - name.length);
  return { id, root: root === '' ? '/' : root, name, target, size };
}

/** The absolute path of the file. */
export function pathOf({ root, name }: ListedFile): string {
  return root === '/' ? `/${name}` : `${root}/${name}`;
}

export const listFormats = ['ossimport', 'rclone', 'ossutil', 'distcp'] as const;
export type ListFormat = (typeof listFormats)[number];

/** The files of one list: they share a folder and a key prefix. */
export interface FileGroup extends Pick<ListedFile, 'root' | 'target'> {
  /** Absolute path of the finished list. */
  readonly list: string;
}

/** What the lists hold, and what they do not hold. */
export interface Listed {
  readonly ids: readonly number[];
  readonly bytes: number;
  readonly groups: readonly FileGroup[];
  readonly left: ReadonlyMap<Unlisted | 'more', number>;
}

interface ListContext {
  readonly batch: Batch;
  /** True when failed files are listed too. */
  readonly withFailed: boolean;
  /** What other machines put before the absolute path of a file. */
  readonly source?: string;
}

/** How a program reads a list. */
interface ListShape {
  /** True when the program keeps no path below a folder: one list for each folder. */
  readonly byFolder: boolean;
  holds(file: ListedFile): boolean;
  line(file: ListedFile, context: ListContext): string;
  command(group: FileGroup, context: ListContext): string;
  readonly notes: readonly string[];
}

/** Quotes one word for a POSIX shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function mayOverwrite({ batch }: ListContext): boolean {
  return batch.conflictPolicy === 'overwrite';
}

function targetOf({ target }: FileGroup, { batch }: ListContext): string {
  return `${batch.destination.bucket}/${target}`;
}

/** rclone, and ossutil 2.0 with the same flag: a line is a name, but ends of lines are cut off. */
const holdsInLine = ({ name }: ListedFile) => !name.includes('\n') && !name.endsWith('\r');

/**
 * Each program's list. Sources: rclone.org/filtering, the reference of ossutil 2.0 `cp` and the guide
 * of Hadoop DistCp. Only rclone was tried. No reference of ossimport's configuration was at hand, so
 * its notes ask for a check.
 */
export const listShapes: Readonly<Record<ListFormat, ListShape>> = {
  rclone: {
    byFolder: false,
    holds: holdsInLine,
    line: ({ name }) => name,
    command: (group, context) =>
      [
        `rclone copy --no-traverse${mayOverwrite(context) ? '' : ' --ignore-existing'}`,
        `--files-from-raw ${quoted(group.list)}`,
        `${quoted(group.root)} ${quoted(`REMOTE:${targetOf(group, context)}`)}`,
      ].join(' '),
    notes: ['REMOTE is the name of your remote: type s3, provider Alibaba.'],
  },
  ossutil: {
    byFolder: false,
    holds: holdsInLine,
    line: ({ name }) => name,
    command: (group, context) =>
      [
        `ossutil cp -r --files-from-raw ${quoted(group.list)}`,
        `${quoted(`${group.root}/`)} ${quoted(`oss://${targetOf(group, context)}`)}`,
      ].join(' '),
    notes: ['This needs ossutil 2.0: older ones read no lists.'],
  },
  distcp: {
    byFolder: true,
    // DistCp expands patterns in every line of its list.
    holds: (file) => !/[\n\r*?[\]{}\\]/.test(pathOf(file)),
    line: (file, { source = 'file://' }) => `${source}${pathOf(file)}`,
    command: (group, context) =>
      [
        `hadoop distcp${mayOverwrite(context) ? ' -overwrite' : ''}`,
        `-f ${quoted(`file://${group.list}`)} ${quoted(`oss://${targetOf(group, context)}`)}`,
      ].join(' '),
    notes: [
      'DistCp copies the files of a list into one folder: there is one list for each folder.',
      'Every node must see the files at these addresses; --source names another one than file://.',
    ],
  },
  ossimport: {
    byFolder: false,
    // Two columns, separated by spaces; it is not documented how a URL in them is decoded.
    holds: (file) => !/[\s%#?]/.test(pathOf(file)),
    line: ({ root, name }, { source = '' }) => `${source}${root === '/' ? '' : root}/ ${name}`,
    command: (group, context) =>
      [
        '# job.cfg (local_job.cfg on a single machine)',
        `jobName=ferry-${context.batch.id}-${group.list.replace(/^.*-(\d+)\.txt$/, '$1')}`,
        'jobType=import',
        'srcType=http',
        `httpListFilePath=${group.list}`,
        'destAccessKey=',
        'destSecretKey=',
        'destDomain=',
        `destBucket=${context.batch.destination.bucket}`,
        `destPrefix=${group.target}`,
        `isSkipExistFile=${mayOverwrite(context) ? 'false' : 'true'}`,
        '',
      ].join('\n'),
    notes: [
      'Fill in destAccessKey, destSecretKey and destDomain: Ferry writes down no keys.',
      'ossimport reads lists of HTTP addresses only: a web server must serve the files there.',
      'Compare the names of these settings with the reference of your ossimport: they are untried.',
      'Data Online Migration reads its own HTTP lists: make them from files.jsonl.',
    ],
  },
};

const leftWords: Readonly<Record<Unlisted | 'more', string>> = {
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
