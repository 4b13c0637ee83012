/** The parts of a displayed path: the bucket, the folders in between, and the last folder. */
export interface PathParts {
  readonly bucket: string;
  /** Ends in `/`, or is empty. */
  readonly middle: string;
  readonly last: string;
}

/** Splits `media` and `2026/wedding/raw/` into `media`, `2026/wedding/` and `raw`. */
export function pathParts(bucket: string, prefix: string): PathParts {
  const path = prefix.replace(/\/$/, '');
  const slash = path.lastIndexOf('/');
  return { bucket, middle: path.slice(0, slash + 1), last: path.slice(slash + 1) };
}

/** The most letters of a path inside a sentence. */
const mostLetters = 48;

/** A path inside a sentence: `bucket / …/last` where the whole is too long. */
export function cutPath(place: string): string {
  if (place.length <= mostLetters) return place;
  const [bucket = '', ...rest] = place.split(' / ');
  const { last } = pathParts(bucket, rest.join(' / '));
  const short = last === '' ? bucket : `${bucket} / …/${last}`;
  if (short.length <= mostLetters) return short;
  const letters = Array.from(short);
  return `${letters.slice(0, 23).join('')}…${letters.slice(-24).join('')}`;
}
