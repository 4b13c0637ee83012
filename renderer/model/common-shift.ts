/** A line that was on the screen, and its position at that time. */
export interface SeenLine {
  readonly line: number;
  /** Pixels from the top of the list. */
  readonly top: number;
  /** The line's batch; null in a flat list. */
  readonly batchId: number | null;
  /** The offset of a row in its batch; absent for the line of the batch. */
  readonly offset?: number;
  /** The id of a loaded row. */
  readonly id?: number;
}

export interface Shift {
  readonly lines: number;
  readonly pixels: number;
}

const none: Shift = { lines: 0, pixels: 0 };

/**
 * The distance that most of the seen lines have moved. A row that moved elsewhere because its
 * upload began or ended does not affect its neighbours. On a tie, the result is no shift.
 *
 * @param placeNow the current position of a line; undefined when it is unknown
 */
export function commonShift(
  seen: readonly SeenLine[],
  placeNow: (line: SeenLine) => { readonly line: number; readonly top: number } | undefined,
): Shift {
  const votes = new Map<number, { readonly shift: Shift; readonly count: number }>([
    [0, { shift: none, count: 0.5 }],
  ]);
  for (const before of seen) {
    const now = placeNow(before);
    if (now === undefined) continue;
    const shift = { lines: now.line - before.line, pixels: now.top - before.top };
    const known = votes.get(shift.pixels);
    votes.set(shift.pixels, { shift, count: (known?.count ?? 0) + 1 });
  }
  return [...votes.values()].reduce((most, next) => (next.count > most.count ? next : most)).shift;
}
