type Id = string | number;

/** The lines that have a row element, and whether each wanted line has one. */
export interface PooledRows {
  /** The element of each line; lines that are no longer wanted keep theirs until it is needed. */
  readonly elements: ReadonlyMap<Id, number>;
  readonly isComplete: boolean;
}

/**
 * Row elements that are used again: a line keeps its element while it is drawn, and a line that
 * comes into sight takes the element of one that left.
 */
export function useRowPool(): (
  ids: readonly Id[],
  urgent: readonly [first: number, last: number],
  most: number,
) => PooledRows {
  const elements = new Map<Id, number>();
  let made = 0;

  /**
   * @param ids the wanted lines
   * @param urgent indexes of the lines on the screen, which get elements at once
   * @param most how many of the others get one now, those nearest to the screen first; Infinity once the list is at rest. Before,
   *   elements without a line are kept: the next turn of the wheel needs them
   */
  return (ids, [first, last], most) => {
    const wanted = new Set(ids);
    const free = [...elements.keys()].filter((id) => !wanted.has(id));
    const missing = ids
      .map((id, index) => ({ id, away: Math.max(0, first - index, index - last) }))
      .filter(({ id }) => !elements.has(id))
      .sort((one, other) => one.away - other.away);
    const now = missing.slice(0, missing.filter(({ away }) => away === 0).length + most);
    for (const { id } of now) {
      const giver = free.pop();
      const element = giver === undefined ? (made += 1) : elements.get(giver);
      if (giver !== undefined) elements.delete(giver);
      elements.set(id, element ?? (made += 1));
    }
    const isComplete = now.length === missing.length;
    if (most === Infinity || ids.length === 0) for (const id of free) elements.delete(id);
    return { elements, isComplete };
  };
}
