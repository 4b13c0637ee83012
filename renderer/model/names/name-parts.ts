import { plainName, splitName } from './split-name.ts';

export interface NameParts {
  readonly shown: string;
  readonly head: string;
  readonly tail: string;
}

/** Splitting a name by letters costs more than drawing it, and a list draws a name many times. */
const known = new Map<string, NameParts>();
const mostKnown = 4000;

/** Pixels of the widest letter of these scripts in a row. */
const widestLetter = 14;
/** Latin, Chinese, Japanese and Korean. Other scripts have letters of any width. */
const knownWidths = /^[\u0020-\u024f\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*$/;

/** The most pixels that a name in a row can need; Infinity when its letters may have any width. */
export function widestName({ shown }: NameParts): number {
  return knownWidths.test(shown) ? shown.length * widestLetter : Infinity;
}

/** A name for display in two halves: CSS cuts the first where space is short. */
export function nameParts(name: string): NameParts {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= mostKnown) known.clear();
  const shown = plainName(name);
  const parts = { shown, ...splitName(shown) };
  known.set(name, parts);
  return parts;
}
