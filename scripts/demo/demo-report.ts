import { formatDuration, formatSize } from '../../shared/text/units.ts';
import type { Comparison } from './compare-objects.ts';
import type { SentCounts } from './count-sent.ts';
import type { SourceListing } from './walk-source.ts';

/** The results of the demo. */
export interface DemoFacts {
  readonly source: SourceListing;
  /** Total seconds of both runs of Ferry. */
  readonly seconds: number;
  /** The progress of the upload at the kill; absent when the upload ended before. */
  readonly killed?: {
    readonly filesDone: number;
    readonly key: string;
    readonly partsStored: number;
    readonly parts: number;
  };
  readonly sent: SentCounts;
  readonly comparison: Comparison;
  readonly unfinishedUploads: number;
  /** Exit code of the last run. */
  readonly exitCode: number | null;
  readonly dataFolder: string;
}

const shownProblems = 10;

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function files(value: number): string {
  return `${count(value)} ${value === 1 ? 'file' : 'files'}`;
}

/** The problems that the demo found; empty on success. */
export function findProblems(facts: DemoFacts): string[] {
  const { comparison, sent, unfinishedUploads, exitCode } = facts;
  return [
    ...(exitCode === 0 ? [] : [`Ferry ended with exit code ${exitCode ?? 'none'}`]),
    ...comparison.wrong,
    ...comparison.surplus.map((key) => `${key} is an object without a file`),
    ...sent.needless.map((name) => `${name} was finished before the kill and was sent again`),
    ...(unfinishedUploads === 0 ? [] : [`${unfinishedUploads} unfinished uploads are left`]),
  ];
}

/** The lines of the report. */
export function reportLines(facts: DemoFacts): string[] {
  const { source, seconds, killed, sent, comparison, dataFolder } = facts;
  const bytes = source.files.reduce((sum, { size }) => sum + size, 0);
  const left = [
    ...(source.links > 0 ? [`${count(source.links)} symbolic links`] : []),
    ...(source.specialFiles > 0 ? [`${count(source.specialFiles)} special files`] : []),
  ];
  const problems = findProblems(facts);
  const more = problems.length - shownProblems;
  return [
    '',
    `files       ${files(source.files.length)}, ${formatSize(bytes)}`,
    ...(left.length > 0 ? [`left out    ${left.join(', ')}, on purpose`] : []),
    `speed       ${formatSize(bytes / Math.max(seconds, 0.001))}/s in ${formatDuration(seconds)}; Ferry and the sandbox share this computer`,
    killed === undefined
      ? 'killed      not at all: everything was uploaded before the moment came'
      : `killed      with ${files(killed.filesDone)} done, and ${killed.partsStored} of ${killed.parts} parts of ${killed.key} stored`,
    `parts       ${count(sent.partsOnce)} sent once, ${count(sent.partsTwice)} sent twice (on the way at the kill)`,
    `small files ${count(sent.filesOnce)} sent once, ${count(sent.filesTwice)} sent twice (on the way at the kill)`,
    `verified    ${count(comparison.identical)} of ${count(source.files.length)} objects are identical with their file, byte for byte`,
    `data        ${dataFolder} (delete it with: rm -r ${dataFolder})`,
    '',
    ...(problems.length === 0
      ? ['Everything arrived, and nothing that was finished was sent twice.']
      : [
          `Not as it should be:`,
          ...problems.slice(0, shownProblems).map((problem) => `  ${problem}`),
          ...(more > 0 ? [`  and ${count(more)} more`] : []),
        ]),
  ];
}
