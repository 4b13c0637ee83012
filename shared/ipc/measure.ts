/** No call of ours has more values: the longest list is one of 100,000 ids. */
const mostValues = 200_000;

/** No call of ours is deeper. */
const mostLevels = 32;

/**
 * Roughly how many bytes a structured-clone value takes up, counted only until it is more than
 * `most`. Cycles, deep nesting and very many values end the count as too large: a small message can
 * name the same list twice at each of thirty levels, which nobody must walk through.
 */
export function exceeds(value: unknown, most: number): boolean {
  let left = most;
  let values = 0;
  const visit = (part: unknown, depth: number): void => {
    values += 1;
    if (depth > mostLevels || values > mostValues) left = -1;
    if (left < 0) return;
    if (typeof part === 'string') left -= part.length * 2;
    else if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) left -= part.byteLength;
    else if (Array.isArray(part)) {
      // A sparse array of hundreds of millions of holes must not be walked through.
      if (part.length > left) left = -1;
      for (let index = 0; index < part.length && left >= 0; index += 1)
        visit(part[index], depth + 1);
    } else if (typeof part === 'object' && part !== null) {
      for (const [key, item] of Object.entries(part)) {
        if (left < 0) return;
        left -= key.length * 2;
        visit(item, depth + 1);
      }
    } else left -= 8;
  };
  visit(value, 0);
  return left < 0;
}
