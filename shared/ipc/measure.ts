/**
 * Roughly how many bytes a structured-clone value takes up, counted only until it is more than
 * `most`. Cycles and deep nesting end the count as too large: no call of ours has either. Every
 * value counts, also an empty one: a small message can name the same array twice at each of thirty
 * levels, which nobody must walk through.
 */
export function exceeds(value: unknown, most: number): boolean {
  let left = most;
  const visit = (part: unknown, depth: number): void => {
    if (left < 0) return;
    if (depth > 32) {
      left = -1;
      return;
    }
    if (isContainer(part)) left -= 8;
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

function isContainer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer);
}
