import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ElectronKind } from '../../electron-host/choose-electron.ts';
import { buildApp } from '../../e2e/helpers/build-app.ts';
import { startFerry } from '../../e2e/helpers/launch-ferry.ts';
import { answerSaveDialogs } from '../../e2e/helpers/dialogs.ts';
import { openUpload, showAll } from '../../e2e/helpers/rows.ts';
import { pairedRatio, type PairedRatio, quantile } from '../statistics.ts';
import { saveBenchKeys, writeUploads } from '../written-queue.ts';
import { type Act, acts, actsOnFailed, actsOnSkipped, openFiles } from './acts.ts';
import { pageTimer, scroll, type ScrollOptions, type ScrollPass } from './scrolling.ts';

/** Frames of the list beside frames of an empty page that scrolls the same, in the same run. */
export interface ScrollResult {
  readonly title: string;
  readonly p95: PairedRatio;
  readonly p99: PairedRatio;
  /** Processor time of the page's main thread. */
  readonly cpu: PairedRatio;
  /** Milliseconds, of all rounds together. */
  readonly milliseconds: { readonly p95: number; readonly p99: number };
  /** Milliseconds of each frame, means of all rounds. */
  readonly cpuMilliseconds: { readonly list: number; readonly empty: number };
  readonly blankFrames: number;
}

export interface ActResult {
  readonly title: string;
  readonly milliseconds: number;
  readonly target: number;
}

export interface WindowResult {
  readonly rows: number;
  readonly ranOn: ElectronKind;
  readonly scrolling: readonly ScrollResult[];
  /** Opening the upload beside one of a few files. */
  readonly firstRows: PairedRatio;
  readonly acts: readonly ActResult[];
}

const few = 1000;
const passes: readonly (Omit<ScrollOptions, 'findsBlanks'> & { readonly title: string })[] = [
  { title: 'Scrolling, 120 px in each frame', step: 120, framesPerStep: 1, frames: 240 },
  { title: 'Scrolling, 600 px in each frame', step: 600, framesPerStep: 1, frames: 240 },
  { title: 'Scrolling, turns of 2,400 px', step: 2400, framesPerStep: 6, frames: 240 },
];

const emptyPage =
  '<div id="lines" style="position:absolute;inset:0;overflow:auto">' +
  '<div style="height:15000000px"></div></div>';

/** Scrolls, searches and commands an upload of very many files in the built app. */
export async function measureWindow(
  ranOn: ElectronKind,
  temporary: string,
  rows: number,
  rounds: number,
  log: (line: string) => void,
): Promise<WindowResult> {
  buildApp();
  log(`Writing ${rows.toLocaleString('en')} rows, three times…`);
  const userData = join(temporary, 'window');
  await writeUploads(userData, [
    { name: 'failures', files: rows, state: 'failed' },
    { name: 'same', files: rows, state: 'skipped' },
    { name: 'few', files: few, state: 'paused' },
    { name: 'archive', files: rows, state: 'paused' },
  ]);
  const app = await startFerry({ userData });
  try {
    const page = await app.firstWindow();
    await page.locator('#lines .line.upload').first().waitFor();
    const firstRows = await compareFirstRows(page, rounds, log);
    const empty = await page.context().newPage();
    await empty.setContent(emptyPage);
    await openUpload(page, 'archive');
    const scrolling = await compareScrolling(page, empty, rounds, log);
    await empty.close();
    const files = rows.toLocaleString('en');
    await showAll(page);
    await saveBenchKeys(page);
    const filePath = join(temporary, 'results.csv');
    await answerSaveDialogs({ app }, filePath);
    await openUpload(page, 'same');
    const read = await runActs(page, actsOnSkipped, files, log);
    await showAll(page);
    await openUpload(page, 'archive');
    const done = await runActs(page, acts, files, log);
    await showAll(page);
    await openUpload(page, 'failures');
    const onFailed = await runActs(page, actsOnFailed, files, log);
    return { rows, ranOn, scrolling, firstRows, acts: [...read, ...done, ...onFailed] };
  } finally {
    await app.close();
  }
}

async function compareFirstRows(
  page: Page,
  rounds: number,
  log: (line: string) => void,
): Promise<PairedRatio> {
  const times = { archive: [] as number[], few: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of ['archive', 'few'] as const) {
      await showAll(page);
      const milliseconds = await openFiles(page, name);
      // The first time loads code.
      if (round > 0) times[name].push(milliseconds);
      log(`First rows of ${name}: ${milliseconds.toFixed(0)} ms`);
    }
  }
  await showAll(page);
  return pairedRatio(times.archive, times.few);
}

/** A pass, and the milliseconds of processor time that each of its frames took. */
interface MeasuredPass extends ScrollPass {
  readonly cpu: number;
}

async function measured(
  timer: () => Promise<number>,
  pass: () => Promise<ScrollPass>,
): Promise<MeasuredPass> {
  const before = await timer();
  const scrolled = await pass();
  return { ...scrolled, cpu: ((await timer()) - before) / scrolled.frames.length };
}

async function compareScrolling(
  page: Page,
  empty: Page,
  rounds: number,
  log: (line: string) => void,
): Promise<readonly ScrollResult[]> {
  const results: ScrollResult[] = [];
  const timers = { list: await pageTimer(page), empty: await pageTimer(empty) };
  for (const { title, ...options } of passes) {
    const pairs: { readonly list: MeasuredPass; readonly empty: MeasuredPass }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      pairs.push({
        list: await measured(timers.list, () => scroll(page, { ...options, findsBlanks: false })),
        empty: await measured(timers.empty, () =>
          scroll(empty, { ...options, findsBlanks: false }),
        ),
      });
    }
    const { blankFrames } = await scroll(page, { ...options, findsBlanks: true });
    const ratioOf = (value: (pass: MeasuredPass) => number): PairedRatio =>
      pairedRatio(
        pairs.map(({ list }) => value(list)),
        pairs.map(({ empty: beside }) => value(beside)),
      );
    const meanOf = (kind: keyof typeof timers): number =>
      pairs.reduce((sum, pair) => sum + pair[kind].cpu, 0) / pairs.length;
    const all = pairs.flatMap(({ list }) => list.frames);
    const milliseconds = { p95: quantile(all, 0.95), p99: quantile(all, 0.99) };
    const cpuMilliseconds = { list: meanOf('list'), empty: meanOf('empty') };
    results.push({
      title,
      p95: ratioOf(({ frames }) => quantile(frames, 0.95)),
      p99: ratioOf(({ frames }) => quantile(frames, 0.99)),
      cpu: ratioOf(({ cpu }) => cpu),
      milliseconds,
      cpuMilliseconds,
      blankFrames,
    });
    log(
      `${title}: p95 ${milliseconds.p95.toFixed(1)} ms, ` +
        `processor time ${cpuMilliseconds.list.toFixed(1)} ms beside ` +
        `${cpuMilliseconds.empty.toFixed(1)} ms, blank frames ${blankFrames}`,
    );
  }
  return results;
}

async function runActs(
  page: Page,
  list: readonly Act[],
  files: string,
  log: (line: string) => void,
): Promise<readonly ActResult[]> {
  const results: ActResult[] = [];
  for (const { title, target, run } of list) {
    const milliseconds = await run(page, files);
    log(`${title}: ${milliseconds.toFixed(0)} ms`);
    results.push({ title, milliseconds, target });
  }
  return results;
}
