/** ICU takes about 15 ms to load, which a command whose names are ASCII does without. */
let segmenter: Intl.Segmenter | undefined;

function graphemesOf(text: string): string[] {
  if (/^[ -~]*$/.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * Characters that take two columns of a terminal (Unicode Standard Annex 11, approximated by
 * script).
 */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

function widthOf(grapheme: string): number {
  return wide.test(grapheme) ? 2 : 1;
}

/** Columns that `text` takes on a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const grapheme of graphemesOf(text)) width += widthOf(grapheme);
  return width;
}

function take(parts: readonly string[], columns: number): string[] {
  const taken: string[] = [];
  let left = columns;
  for (const part of parts) {
    left -= widthOf(part);
    if (left < 0) break;
    taken.push(part);
  }
  return taken;
}

/**
 * Shortens `text` to at most `columns` columns, with `…` in the middle. Both the start of a path
 * and its file name stay readable.
 */
export function cutMiddle(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns < 1) return '';
  const parts = graphemesOf(text);
  const head = take(parts, Math.floor((columns - 1) / 3));
  const tail = take(parts.toReversed(), columns - 1 - textWidth(head.join(''))).toReversed();
  return [...head, '…', ...tail].join('');
}

/** Pads `text` with spaces to `columns` columns; never cuts it. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}

/** `1 file`, `1,234 files`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  const number = count < 1000 ? String(count) : count.toLocaleString('en-US');
  return `${number} ${count === 1 ? one : many}`;
}
