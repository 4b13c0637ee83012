const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The end of a name that is never cut: its extension and a little before it. */
const keptBeforeExtension = 5;
const longestExtension = 10;

/**
 * A name in two halves: the first may be cut where it does not fit, the second stays, so that the
 * extension can always be read. Characters that belong together are not torn apart.
 */
export function splitName(name: string): { readonly head: string; readonly tail: string } {
  const letters = Array.from(graphemes.segment(name), ({ segment }) => segment);
  const dot = letters.lastIndexOf('.');
  const extension = dot > 0 ? letters.length - dot : 0;
  const shown = extension <= longestExtension ? extension : 0;
  const long = letters.length > shown + 2 * keptBeforeExtension;
  const kept = shown + (long ? keptBeforeExtension : 0);
  if (kept === 0) return { head: name, tail: '' };
  return { head: letters.slice(0, -kept).join(''), tail: letters.slice(-kept).join('') };
}

/**
 * Where to cut `text` so that as many whole letters as possible fit.
 *
 * @param widthUpTo the width of the text up to an index
 * @returns the index behind the last letter that fits; 0 when none does
 */
export function fittingLetters(
  text: string,
  room: number,
  widthUpTo: (end: number) => number,
): number {
  const ends = Array.from(graphemes.segment(text), ({ index, segment }) => index + segment.length);
  let fits = 0;
  let fitsNot = ends.length + 1;
  while (fitsNot - fits > 1) {
    const middle = Math.floor((fits + fitsNot) / 2);
    // Browsers count in sixty-fourths of a pixel.
    if (widthUpTo(ends[middle - 1] ?? 0) <= room + 1 / 64) fits = middle;
    else fitsNot = middle;
  }
  return ends[fits - 1] ?? 0;
}

/** Characters that turn the direction of what follows, so that `gpj.exe` would be read as `exe.jpg`. */
const directionControls = /[\u202a-\u202e\u2066-\u2069]/g;

/** A name as it is shown: nothing in it can make it look like another. */
export function plainName(name: string): string {
  return name.replace(directionControls, '\ufffd');
}

/** `a/b/c.txt` as its folder `a/b` and its name `c.txt`. A trailing slash belongs to the name. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  const slash = path.lastIndexOf('/', end - 1);
  if (slash === -1) return { folder: '', name: path };
  return { folder: path.slice(0, slash), name: path.slice(slash + 1) };
}
