/** A line that was on the screen, and where it stood. */
export interface SeenLine {
  readonly line: number;
  /** Pixels from the top of the list. */
  readonly top: number;
  /** The batch it belongs to; null in a flat list. */
  readonly batchId: number | null;
  /** Of a row in its batch; absent for the line of the batch. */
  readonly offset?: number;
  /** Of a row that is known. */
  readonly id?: number;
}

export interface Shift {
  readonly lines: number;
  readonly pixels: number;
}

const none: Shift = { lines: 0, pixels: 0 };

/**
 * By how much most of what was seen has moved. One row that went elsewhere, because its upload began
 * or ended, does not count against its neighbours; where opinions are equal, nothing has moved.
 *
 * @param placeNow where a line stands now; undefined when nobody knows
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
