/** Pixels, as in `opened.css`: beside the name stand its icons, the size and the state. */
const widest = 1040;
const icons = 42;
const sides = 40;
const columns = { wide: 334, narrow: 250, least: 152 };

/**
 * The least pixels that an opened upload has for the name of a file and its indentation.
 *
 * @param width of the list, in pixels
 */
export function roomForNames(width: number): number {
  const beside = width > 820 ? columns.wide : width > 560 ? columns.narrow : columns.least;
  return Math.min(width, widest) - beside - icons - sides;
}
