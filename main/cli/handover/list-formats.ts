import type { Batch } from '../../../shared/transfer.ts';
import { pathOf, type PlacedFile, type Unplaced } from './place-file.ts';

export const listFormats = ['ossimport', 'rclone', 'ossutil', 'distcp'] as const;
export type ListFormat = (typeof listFormats)[number];

/** The files of one list: they share a folder and a key prefix. */
export interface FileGroup extends Pick<PlacedFile, 'root' | 'target'> {
  /** Absolute path of the finished list. */
  readonly list: string;
}

/** What the lists hold, and what they do not hold. */
export interface Listed {
  readonly ids: readonly number[];
  readonly bytes: number;
  readonly groups: readonly FileGroup[];
  readonly left: ReadonlyMap<Unplaced | 'more', number>;
}

export interface ListContext {
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
  holds(file: PlacedFile): boolean;
  line(file: PlacedFile, context: ListContext): string;
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

function place({ target }: FileGroup, { batch }: ListContext): string {
  return `${batch.destination.bucket}/${target}`;
}

/** rclone, and ossutil 2.0 with the same flag: a line is a name, but ends of lines are cut off. */
const holdsInLine = ({ name }: PlacedFile) => !name.includes('\n') && !name.endsWith('\r');

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
        `${quoted(group.root)} ${quoted(`REMOTE:${place(group, context)}`)}`,
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
        `${quoted(`${group.root}/`)} ${quoted(`oss://${place(group, context)}`)}`,
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
        `-f ${quoted(`file://${group.list}`)} ${quoted(`oss://${place(group, context)}`)}`,
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
