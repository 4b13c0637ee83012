import type { JournalEntry } from '../../sandbox/journal.ts';

/** Share of the parts of the large file that must be stored before the kill. */
const partsShare = 0.4;
/** Other files that must be done before the kill, if there are that many. */
const filesBefore = 20;

/** The progress of the upload, as Ferry reports it. */
export interface Observed {
  /** Files that Ferry has reported as done. */
  readonly filesDone: number;
  /** The number of all files, once Ferry has read the folders to the end. */
  readonly filesTotal: number | undefined;
}

/** The large file whose upload is interrupted. */
export interface LargeFile {
  readonly key: string;
  readonly parts: number;
}

/** The number of stored parts of an incomplete file, from the journal of the server. */
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
 * True when the upload must be killed. In the first case the large file is half way and other
 * files are done, so that the demo tests both kinds of progress. In the second case half of all
 * files are done and the large file has no stored parts or is complete. Its turn may come late in
 * a large folder.
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
