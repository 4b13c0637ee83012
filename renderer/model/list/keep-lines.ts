import type { PictureLine } from '../../../shared/ipc/picture.ts';
import type { LineKey } from '../../../shared/ipc/picture-question.ts';

/**
 * The lines of a new picture. A line that says the same as the line of that key in the picture
 * before stays that object, so that its row is not drawn again.
 */
export function keepLines(
  before: readonly PictureLine[],
  now: readonly PictureLine[],
): readonly PictureLine[] {
  const former = new Map<LineKey, PictureLine>(before.map((line) => [line.key, line]));
  return now.map((line) => {
    const kept = former.get(line.key);
    return kept !== undefined && isSame(kept, line) ? kept : line;
  });
}

/** Whether two values that crossed the bridge are equal: plain objects, arrays and primitives. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
