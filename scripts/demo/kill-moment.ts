import type { JournalEntry } from '../../sandbox/journal.ts';

/** Share of the large file's parts that must be stored before the kill. */
const partsShare = 0.4;
/** Other files that must be done before the kill, when there are as many. */
const filesBefore = 20;

/** How far the upload is, by what Ferry says. */
export interface Observed {
  /** Files that Ferry has said are done. */
  readonly filesDone: number;
  /** All files, once Ferry has read the folders to the end. */
  readonly filesTotal: number | undefined;
}

/** The large file whose upload is to be cut. */
export interface LargeFile {
  readonly key: string;
  readonly parts: number;
}

/** Parts of a file that are stored while it is not complete, as the server sees it. */
export function partsStored(journal: readonly JournalEntry[], key: string): number {
  const numbers = new Set<number>();
  for (const entry of journal) {
    if (entry.key !== key || !entry.applied) continue;
    if (entry.operation === 'CompleteMultipartUpload') return 0;
    if (entry.operation === 'UploadPart') numbers.add(entry.partNumber ?? 0);
  }
  return numbers.size;
}

/**
 * Whether this is the moment to kill the upload: the large file is half way and other files are
 * done, so that both kinds of progress are put to the test; or half of all files are done while that
 * file is not on its way, because its turn comes late in a large folder.
 */
export function isKillMoment(
  journal: readonly JournalEntry[],
  { filesDone, filesTotal }: Observed,
  large: LargeFile,
): boolean {
  const others = filesTotal === undefined ? filesBefore : Math.min(filesBefore, filesTotal - 1);
  if (filesDone < others) return false;
  const stored = partsStored(journal, large.key);
  if (stored >= large.parts * partsShare) return true;
  return stored === 0 && filesTotal !== undefined && filesDone >= filesTotal / 2;
}
