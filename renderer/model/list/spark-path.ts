export interface SparkSize {
  readonly width: number;
  readonly height: number;
  /** The number of values that fill the width; fewer values start further right. */
  readonly count: number;
}

export interface SparkPath {
  readonly curve: string;
  readonly area: string;
}

/** The last values as SVG paths, linear from zero, with the largest value near the top. */
export function sparkPath(
  values: readonly number[],
  { width, height, count }: SparkSize,
): SparkPath {
  const shown = values.slice(-count);
  const most = Math.max(1, ...shown);
  const step = width / Math.max(1, count - 1);
  const left = width - step * (shown.length - 1);
  const points = shown.map((value, index) => {
    const y = height - 2 - (value / most) * (height - 6);
    return `${(left + index * step).toFixed(1)} ${y.toFixed(1)}`;
  });
  if (points.length < 2) return { curve: `M0 ${height - 2}H${width}`, area: '' };
  const curve = `M${points.join('L')}`;
  return { curve, area: `${curve}L${width} ${height}L${left.toFixed(1)} ${height}Z` };
}
