const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Letters before the extension that stay visible with it. */
const keptBeforeExtension = 5;
const longestExtension = 10;

/**
 * Splits a name into two halves. The first half may be cut where space is short. The second half
 * stays, so that the extension is always readable. The split keeps combined characters together.
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

/** Characters that change the text direction, which would show `gpj.exe` as `exe.jpg`. */
const directionControls = /[\u202a-\u202e\u2066-\u2069]/g;

/** A name for display, without characters that can disguise it as another name. */
export function plainName(name: string): string {
  return name.replace(directionControls, '\ufffd');
}

/**
 * Splits `a/b/c.txt` into its folder `a/b` and its name `c.txt`. A trailing slash belongs to the
 * name.
 */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  const slash = path.lastIndexOf('/', end - 1);
  if (slash === -1) return { folder: '', name: path };
  return { folder: path.slice(0, slash), name: path.slice(slash + 1) };
}
