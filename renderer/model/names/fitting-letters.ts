const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * How many UTF-16 units of `text` fit in whole letters.
 *
 * @param widthUpTo the width in pixels of the text before an index
 */
export function fittingLetters(
  text: string,
  width: number,
  widthUpTo: (end: number) => number,
): number {
  const ends = Array.from(graphemes.segment(text), ({ index, segment }) => index + segment.length);
  let fitting = 0;
  let tooMany = ends.length + 1;
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (widthUpTo(ends[middle - 1] ?? 0) <= width) fitting = middle;
    else tooMany = middle;
  }
  return ends[fitting - 1] ?? 0;
}
