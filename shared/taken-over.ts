/** What became of unfinished rows of other batches, for whose objects a batch has rows now. */
export interface TakenOver {
  /** Rows of the same files: they are rows of this batch now. */
  readonly files: number;
  /** Of these files, those that have changed since: they are sent from the beginning. */
  readonly changed: number;
  /** Of these files, those that were begun under other options: they are sent from the beginning. */
  readonly otherOptions: number;
  /** Rows of other files, which were cancelled. */
  readonly cancelled: number;
}

export const nothingTakenOver: TakenOver = { files: 0, changed: 0, otherOptions: 0, cancelled: 0 };

export function sumTakenOver(one: TakenOver, other: TakenOver): TakenOver {
  return {
    files: one.files + other.files,
    changed: one.changed + other.changed,
    otherOptions: one.otherOptions + other.otherOptions,
    cancelled: one.cancelled + other.cancelled,
  };
}
