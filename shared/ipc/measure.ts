/** Maximum number of values; the longest list in any call has 100,000 ids. */
const mostValues = 200_000;

/** Maximum nesting depth; every call stays below it. */
const mostLevels = 32;

/**
 * True when a structured-clone value takes up more than about `most` bytes; the count stops there.
 * Cycles, deep nesting and very many values also count as too large. A small message can reference
 * the same list twice at each of thirty levels, which makes a full walk far too long.
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
      // Avoids a walk through a sparse array with hundreds of millions of holes.
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
