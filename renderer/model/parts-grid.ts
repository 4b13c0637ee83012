/** How squares for `count` parts fill a width, in pixels. */
export interface PartsGrid {
  readonly columns: number;
  readonly rows: number;
  readonly side: number;
  readonly gap: number;
  readonly height: number;
}

const largest = 10;
const smallest = 2;

/** Squares as large as fit into `width` and `mostHeight`; the height grows when even small ones do not. */
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
