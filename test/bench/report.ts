import type { BenchResult, Comparison } from './comparison.ts';
import type { CutResult } from './cut.ts';
import type { CommandStart } from './command-start.ts';
import type { LongRun } from './long.ts';
import type { StartResult } from './start-up.ts';
import type { PairedRatio } from './statistics.ts';
import type { WindowResult } from './window/window-bench.ts';

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
    `${ferry.cpuSeconds?.toFixed(2) ?? '–'} / ${comparison.theirCpuSeconds?.toFixed(2) ?? '–'} s`,
  ];
}

/** The performance table as Markdown: ratios first, because seconds belong to one machine. */
export function resultTable(results: readonly BenchResult[]): string {
  const header = ['What', 'Beside', 'Ferry is faster by', 'Ferry’s CPU', 'Wall', 'CPU'];
  const rows = results.flatMap((result) => result.comparisons.map((one) => row(one, result)));
  const facts = results.flatMap(({ title, ferry: { peakMemory, loopDelay } }) =>
    peakMemory === undefined || loopDelay === undefined
      ? []
      : `${title}: peak memory ${peakMemory.toFixed(0)} MiB, ` +
        `main event loop p99 ${loopDelay.toFixed(1)} ms`,
  );
  return [
    table([header, ...rows]),
    '',
    'Medians of paired ratios, lowest and highest round in brackets. Wall and CPU: Ferry / other.',
    ...facts,
  ].join('\n');
}

/** How soon bodies move after a cut, as Markdown. */
export function cutTable(results: readonly CutResult[]): string {
  const header = ['After a cut', 'Cuts', 'Median', 'p95 (aim 2 s)', 'Longest'];
  const body = results.map(({ kind, cuts, seconds }) => [
    kind === 'refused' ? 'connections refused' : 'packets lost',
    String(cuts),
    ...[seconds.median, seconds.p95, seconds.longest].map((value) => `${value.toFixed(2)} s`),
  ]);
  return table([header, ...body]);
}

/** Long uploads of the command line alone, as Markdown. */
export function longTable(runs: readonly LongRun[]): string {
  const header = [
    ...['Alone', 'Wall', 'CPU', 'First body', 'Requests'],
    ...['Memory in each fifth', 'Peak (aim 200 MiB)'],
  ];
  const body = runs.map((run) => [
    run.title,
    `${run.seconds.toFixed(0)} s`,
    `${run.cpuSeconds.toFixed(0)} s`,
    `${run.firstSeconds.toFixed(2)} s`,
    run.requests.toLocaleString('en'),
    `${run.memory.map((value) => value.toFixed(0)).join(', ')} MiB`,
    `${run.peakMemory.toFixed(0)} MiB`,
  ]);
  return table([header, ...body]);
}

/** What a long queue costs at the start, as Markdown. */
export function startTable({ rows, ranOn, moments }: StartResult): string {
  const beside = 'an empty queue';
  const header = ['Start', 'Beside', `With ${rows.toLocaleString('en')} rows`, 'Wall'];
  const body = moments.map(({ title, ratio: value, seconds, emptySeconds }) => [
    title,
    beside,
    ratio(value),
    `${seconds.toFixed(2)} / ${emptySeconds.toFixed(2)} s`,
  ]);
  const ground =
    ranOn === 'electron' ? 'Electron' : 'the test host: its seconds are not Electron’s';
  return [table([header, ...body]), '', `Measured on ${ground}.`].join('\n');
}

/** What the window does with very many files, as Markdown. */
export function windowTable(result: WindowResult): string {
  const { rows, ranOn, scrolling, firstRows, acts } = result;
  const header = ['Window', `With ${rows.toLocaleString('en')} files`, 'Target', 'Wall'];
  const frames = scrolling.flatMap(({ title, p95, p99, cpu, blankFrames, ...times }) => {
    const { milliseconds, cpuMilliseconds } = times;
    const { list, empty } = cpuMilliseconds;
    return [
      [`${title}: p95`, ratio(p95), '1.5×', `${milliseconds.p95.toFixed(1)} ms`],
      [`${title}: p99`, ratio(p99), '3×', `${milliseconds.p99.toFixed(1)} ms`],
      [`${title}: processor time`, ratio(cpu), '–', `${list.toFixed(1)} / ${empty.toFixed(1)} ms`],
      [`${title}: blank frames`, String(blankFrames), '0', '–'],
    ];
  });
  const acted = acts.map(({ title, milliseconds, target }) => [
    title,
    `${(milliseconds / target).toFixed(2)}× of the target`,
    `${target} ms`,
    `${milliseconds.toFixed(0)} ms`,
  ]);
  const first = ['First files, beside an upload of 1,000', ratio(firstRows), '1.15×', '–'];
  const ground =
    ranOn === 'electron' ? 'Electron' : 'the test host: its seconds are not Electron’s';
  return [
    table([header, ...frames, first, ...acted]),
    '',
    'Frames beside those of an empty page in the same run. Processor time: of the main thread of ' +
      `the page, for each frame. Measured on ${ground}.`,
  ].join('\n');
}

/** What the start of the command line costs, as Markdown. */
export function commandTable(commands: readonly CommandStart[]): string {
  const header = ['Command line', 'Beside node -e 0', 'Wall'];
  const body = commands.map(({ title, ratio: value, seconds }) => [
    title,
    ratio(value),
    `${seconds.toFixed(2)} s`,
  ]);
  return table([header, ...body]);
}

export function table(rows: readonly (readonly string[])[]): string {
  const [header = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...body.map(line)].join('\n');
}
