/** The lists with a column of states: all uploads, and the files of one upload. */
export type ResizableList = 'uploads' | 'upload';

/** The column of states beside the names, in pixels. */
export interface StateColumn {
  readonly least: number;
  readonly most: number;
  readonly width: number;
  /** Pixels from the left edge of the list to the column. */
  readonly left: number;
}

/** As in `sizes.css`: the widest row, and the space at its two edges. */
const widest = { uploads: 1240, upload: 1040 };
const edge = 20;
const gap = 14;
/** What the names keep, with the icon and the size beside them. */
const leastNames = 340;
const least = { uploads: 244, upload: 148 };
/** Narrower lists have columns of their own, in `upload-line.css` and `opened.css`. */
const narrow = 820;
const veryNarrow = 560;

function usualWidth(list: ResizableList, width: number): number {
  if (list === 'upload') return 210;
  return width >= 1180 ? 460 : 348;
}

/**
 * The column of states in a list of this width.
 *
 * @param width of the list, in pixels
 * @param chosen by the user, in pixels; null for the usual width
 * @returns undefined where the list is too narrow for a choice
 */
export function stateColumn(
  list: ResizableList,
  width: number,
  chosen: number | null,
): StateColumn | undefined {
  if (width <= narrow) return undefined;
  const row = Math.min(width, widest[list]);
  const most = row - leastNames;
  const wanted = chosen ?? usualWidth(list, width);
  const column = Math.min(most, Math.max(least[list], wanted));
  return { least: least[list], most, width: column, left: row - edge - column - gap / 2 };
}

/** Pixels, as in `opened.css`: beside the name stand its icons, the size and the state. */
const icons = 42;
const besideState = 124;
const narrowColumns = { narrow: 250, least: 152 };

/**
 * The least pixels that a list has for a name, in an opened upload with its indentation.
 *
 * @param width of the list, in pixels
 * @param state the width of the column of states, where the user can set it
 */
export function roomForNames(
  list: ResizableList,
  width: number,
  state: number | undefined,
): number {
  const usual = width > veryNarrow ? narrowColumns.narrow : narrowColumns.least;
  const beside = state === undefined ? usual : state + besideState;
  return Math.min(width, widest[list]) - beside - icons - 2 * edge;
}
