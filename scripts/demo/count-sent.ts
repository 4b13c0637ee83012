import type { JournalEntry } from '../../sandbox/journal.ts';

/** The work that Ferry had recorded on disk as finished when it was killed. */
export interface Committed {
  /** Object keys of finished files. */
  readonly keys: ReadonlySet<string>;
  /** Parts of unfinished files, in the form of `partName`. */
  readonly parts: ReadonlySet<string>;
}

/** How often the content of parts and of small files was sent. */
export interface SentCounts {
  readonly partsOnce: number;
  readonly partsTwice: number;
  readonly filesOnce: number;
  readonly filesTwice: number;
  /** Content that was recorded as finished and sent again. Must be empty. */
  readonly needless: readonly string[];
}

export function partName(key: string, partNumber: number): string {
  return `${key} part ${partNumber}`;
}

function tally(names: readonly string[]): { readonly once: number; readonly twice: number } {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const once = [...counts.values()].filter((count) => count === 1).length;
  return { once, twice: counts.size - once };
}

/** True when a request carried content that reached the server; an empty file has no content. */
function carriesContent({ operation, bytesReceived, applied }: JournalEntry): boolean {
  return (
    (operation === 'UploadPart' || operation === 'PutObject') && (applied || bytesReceived > 0)
  );
}

/**
 * Counts sent content from the journal of the server.
 *
 * @param journal all entries, oldest first
 * @param killedAt the number of entries at the kill
 */
export function countSent(
  journal: readonly JournalEntry[],
  killedAt: number,
  committed: Committed,
): SentCounts {
  const name = ({ key = '', partNumber }: JournalEntry): string =>
    partNumber === undefined ? key : partName(key, partNumber);
  const sent = journal.filter(carriesContent);
  const parts = sent.filter(({ operation }) => operation === 'UploadPart').map(name);
  const files = sent.filter(({ operation }) => operation === 'PutObject').map(name);
  const again = journal
    .slice(killedAt)
    .filter(carriesContent)
    .filter((entry) => committed.keys.has(entry.key ?? '') || committed.parts.has(name(entry)))
    .map(name);
  const partTally = tally(parts);
  const fileTally = tally(files);
  return {
    partsOnce: partTally.once,
    partsTwice: partTally.twice,
    filesOnce: fileTally.once,
    filesTwice: fileTally.twice,
    needless: [...new Set(again)],
  };
}
