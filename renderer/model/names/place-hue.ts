import { type PlaceHue, placeHues } from '../../../shared/preferences.ts';

/** The hue of a place that was saved without one, by its position in the sidebar. */
export function hueAt(position: number): PlaceHue {
  return placeHues[position % placeHues.length] ?? 'slate';
}

/** The hue that the fewest places have; of several, the first in the order of the form. */
export function leastUsedHue(used: readonly PlaceHue[]): PlaceHue {
  const count = (hue: PlaceHue) => used.filter((one) => one === hue).length;
  return placeHues.toSorted((one, other) => count(one) - count(other))[0] ?? 'slate';
}
