interface Damage {
  /** Where the damaged file lies now; its write-ahead log beside it, with `-wal` at the end. */
  readonly damagedCopy: string;
  /** Technical reason in English, one line. */
  readonly reason: string;
}

/** The last sound backup took its place: what was written since then is missing. */
export interface RestoredQueue extends Damage {
  readonly outcome: 'restored';
  /** The backup, which stays where it is. */
  readonly backup: string;
}

/**
 * Only the end of its write-ahead log is damaged. Everything up to there was kept, which is newer
 * than any backup; the changes behind it are lost.
 */
export interface PartlyReadQueue extends Damage {
  readonly outcome: 'partly-read';
}

/** Nothing could be opened, no backup either: the queue is empty. */
export interface EmptiedQueue extends Damage {
  readonly outcome: 'begun-anew';
}

/** What became of a queue whose database was found damaged when it was opened. */
export type QueueRecovery = RestoredQueue | PartlyReadQueue | EmptiedQueue;
