import { plainName, splitName } from './split-name.ts';

export interface NameParts {
  readonly shown: string;
  readonly head: string;
  readonly tail: string;
}

/** Splitting a name by letters costs more than drawing it, and a list draws a name many times. */
const known = new Map<string, NameParts>();
const mostKnown = 4000;

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
