/** The grid of squares for `count` parts in a given width, in pixels. */
export interface PartsGrid {
  readonly columns: number;
  readonly rows: number;
  readonly side: number;
  readonly gap: number;
  readonly height: number;
}

const largest = 10;
const smallest = 2;

/**
 * The largest squares that fit into `width` and `mostHeight`; the height grows when the smallest do
 * not fit.
 */
export function partsGrid(count: number, width: number, mostHeight: number): PartsGrid {
  for (let side = largest; side > smallest; side -= 1) {
    const grid = gridOf(count, width, side);
    if (grid.height <= mostHeight) return grid;
  }
  return gridOf(count, width, smallest);
}

function gridOf(count: number, width: number, side: number): PartsGrid {
  const gap = side >= 7 ? 2 : 1;
  const columns = Math.max(1, Math.floor((width + gap) / (side + gap)));
  const rows = Math.max(1, Math.ceil(count / columns));
  return { columns, rows, side, gap, height: rows * (side + gap) - gap };
}

export function storedCount(ranges: readonly (readonly [number, number])[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}
