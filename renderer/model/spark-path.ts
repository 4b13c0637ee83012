export interface SparkSize {
  readonly width: number;
  readonly height: number;
  /** The number of values that fill the width; fewer values start further right. */
  readonly count: number;
}

/** The last values as an SVG path, with the largest value near the top. */
export function sparkPath(values: readonly number[], { width, height, count }: SparkSize): string {
  const shown = values.slice(-count);
  const most = Math.max(1, ...shown);
  const step = width / Math.max(1, count - 1);
  const left = width - step * (shown.length - 1);
  const points = shown.map((value, index) => {
    const x = left + index * step;
    const y = height - 2 - (value / most) * (height - 6);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return points.length < 2 ? `M0 ${height - 2}H${width}` : `M${points.join('L')}`;
}
