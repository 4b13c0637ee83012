/**
 * Row elements that are used again: a line keeps its element while it is drawn, and a line that
 * comes into sight takes the element of one that left.
 */
export function useRowPool(): (ids: readonly (string | number)[]) => readonly number[] {
  let elements = new Map<string | number, number>();
  let made = 0;

  return (ids) => {
    const wanted = new Set(ids);
    const free = [...elements].flatMap(([id, element]) => (wanted.has(id) ? [] : [element]));
    let taken = 0;
    const now = new Map<string | number, number>();
    for (const id of ids) {
      const element = elements.get(id) ?? free[taken++] ?? (made += 1);
      now.set(id, element);
    }
    elements = now;
    return [...now.values()];
  };
}
