interface Damage {
  /** Path of the damaged file; its write-ahead log is beside it, with the suffix `-wal`. */
  readonly damagedCopy: string;
  /** Technical reason in English, one line. */
  readonly reason: string;
}

/** The last sound backup replaced the database: later changes are missing. */
export interface RestoredQueue extends Damage {
  readonly outcome: 'restored';
  /** Path of the backup, which stays in place. */
  readonly backup: string;
}

/**
 * Only the end of the write-ahead log is damaged. Everything before it was kept and is newer than
 * any backup. The changes after it are lost.
 */
export interface PartlyReadQueue extends Damage {
  readonly outcome: 'partly-read';
}

/** Neither the database nor a backup could be opened: the queue is empty. */
export interface EmptiedQueue extends Damage {
  readonly outcome: 'begun-anew';
}

/** The recovery of a queue whose database was damaged when it was opened. */
export type QueueRecovery = RestoredQueue | PartlyReadQueue | EmptiedQueue;
