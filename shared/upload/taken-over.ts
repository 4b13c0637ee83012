/** Unfinished rows of other batches for whose objects a batch now has its own rows. */
export interface TakenOver {
  /** Rows of the same files; they became rows of this batch. */
  readonly files: number;
  /** Number of these files that have changed since; their uploads start over. */
  readonly changed: number;
  /** Number of these files whose uploads began under other options; they start over. */
  readonly otherOptions: number;
  /** Rows of other files for the same objects; they were cancelled. */
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
