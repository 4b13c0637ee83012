/** The middle of the values, which a single disturbed run does not move. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value that the given share of all values does not exceed. @param share from 0 to 1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** A ratio of two things measured side by side, over several rounds. */
export interface PairedRatio {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly rounds: number;
}

/**
 * Divides round by round and only then takes the median: the machine's mood is the same for both
 * halves of a pair, and differs between pairs.
 */
export function pairedRatio(above: readonly number[], below: readonly number[]): PairedRatio {
  const ratios = above.flatMap((value, round) => {
    const other = below[round];
    return other === undefined ? [] : [value / other];
  });
  return {
    median: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    rounds: ratios.length,
  };
}
