import type { BenchResult, Comparison } from './comparison.ts';
import type { PairedRatio } from './statistics.ts';

const ratio = (value: PairedRatio): string =>
  `${value.median.toFixed(2)}× [${value.lowest.toFixed(2)}–${value.highest.toFixed(2)}]`;

function row(comparison: Comparison, result: BenchResult): readonly string[] {
  const { ferry } = result;
  return [
    comparison.title,
    comparison.contender,
    ratio(comparison.speedup),
    comparison.cpu === undefined ? '–' : ratio(comparison.cpu),
    `${ferry.seconds.toFixed(2)} / ${comparison.theirSeconds.toFixed(2)} s`,
    `${ferry.cpuSeconds.toFixed(2)} / ${comparison.theirCpuSeconds?.toFixed(2) ?? '–'} s`,
  ];
}

/** The performance table as Markdown: ratios first, because seconds belong to one machine. */
export function resultTable(results: readonly BenchResult[]): string {
  const header = ['What', 'Beside', 'Ferry is faster by', 'Ferry’s CPU', 'Wall', 'CPU'];
  const rows = results.flatMap((result) => result.comparisons.map((one) => row(one, result)));
  const facts = results.map(
    ({ title, ferry }) =>
      `${title}: peak memory ${ferry.peakMemory.toFixed(0)} MiB, ` +
      `main event loop p99 ${ferry.loopDelay.toFixed(1)} ms`,
  );
  return [
    table([header, ...rows]),
    '',
    'Medians of paired ratios, lowest and highest round in brackets. Wall and CPU: Ferry / other.',
    ...facts,
  ].join('\n');
}

export function table(rows: readonly (readonly string[])[]): string {
  const [header = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...body.map(line)].join('\n');
}
