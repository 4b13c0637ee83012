/** The heights of all lines of a list as runs of equal lines: pixels and how many lines. */
export type HeightRuns = readonly (readonly [height: number, lines: number])[];

/** The positions of all lines; its cost depends on the number of runs, not of lines. */
export interface LineHeights {
  readonly lines: number;
  /** Pixels. */
  readonly height: number;
  /** Pixels from the top of the list; the height of the list for a line behind the last. */
  readonly topOf: (line: number) => number;
  readonly heightOf: (line: number) => number;
  /** The line at a distance from the top; the first or the last line for one outside the list. */
  readonly lineAt: (top: number) => number;
}

interface Run {
  readonly line: number;
  readonly top: number;
  readonly height: number;
}

export function lineHeights(runs: HeightRuns): LineHeights {
  const starts: Run[] = [];
  let line = 0;
  let top = 0;
  for (const [height, lines] of runs) {
    if (lines <= 0) continue;
    starts.push({ line, top, height });
    line += lines;
    top += lines * height;
  }
  const [lines, height] = [line, top];

  function runBy(isBehind: (run: Run) => boolean): Run {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      const run = starts[middle];
      if (run === undefined || isBehind(run)) high = middle;
      else low = middle;
    }
    return starts[low] ?? { line: 0, top: 0, height: 1 };
  }

  return {
    lines,
    height,
    topOf(wanted) {
      if (wanted >= lines) return height;
      const run = runBy((one) => one.line > wanted);
      return run.top + (Math.max(0, wanted) - run.line) * run.height;
    },
    heightOf: (wanted) => runBy((one) => one.line > wanted).height,
    lineAt(distance) {
      const run = runBy((one) => one.top > distance);
      const found = run.line + Math.floor((distance - run.top) / run.height);
      return Math.min(Math.max(0, lines - 1), Math.max(0, found));
    },
  };
}
