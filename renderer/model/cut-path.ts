/** A place as it is shown: the bucket, the folders in between, and the last folder. */
export interface PathParts {
  readonly bucket: string;
  /** Ends in `/`, or is empty. */
  readonly middle: string;
  readonly last: string;
}

/** `media` and `2026/wedding/raw/` as `media`, `2026/wedding/` and `raw`. */
export function pathParts(bucket: string, prefix: string): PathParts {
  const path = prefix.replace(/\/$/, '');
  const slash = path.lastIndexOf('/');
  return { bucket, middle: path.slice(0, slash + 1), last: path.slice(slash + 1) };
}

/** Letters of a place that is named within a sentence. */
const mostLetters = 48;

/** A place within a sentence: `bucket / …/last` where the whole is too long. */
export function cutPath(place: string): string {
  if (place.length <= mostLetters) return place;
  const [bucket = '', ...rest] = place.split(' / ');
  const { last } = pathParts(bucket, rest.join(' / '));
  const short = last === '' ? bucket : `${bucket} / …/${last}`;
  if (short.length <= mostLetters) return short;
  const letters = Array.from(short);
  return `${letters.slice(0, 23).join('')}…${letters.slice(-24).join('')}`;
}
