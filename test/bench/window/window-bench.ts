import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ElectronKind } from '../../electron-host/choose-electron.ts';
import { buildApp } from '../../e2e/helpers/build-app.ts';
import { startFerry } from '../../e2e/helpers/launch-ferry.ts';
import { openUpload, showAll } from '../../e2e/helpers/rows.ts';
import { pairedRatio, type PairedRatio, quantile } from '../statistics.ts';
import { writeUploads } from '../written-queue.ts';
import { type Act, acts, actsOnFailed, openFiles } from './acts.ts';
import { scroll, type ScrollOptions } from './scrolling.ts';

/** Frames of the list beside frames of an empty page that scrolls the same, in the same run. */
export interface ScrollResult {
  readonly title: string;
  readonly p95: PairedRatio;
  readonly p99: PairedRatio;
  /** Milliseconds, of all rounds together. */
  readonly milliseconds: { readonly p95: number; readonly p99: number };
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
const passes: readonly (Omit<ScrollOptions, 'looks'> & { readonly title: string })[] = [
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
  tell: (line: string) => void,
): Promise<WindowResult> {
  buildApp();
  tell(`Writing ${rows.toLocaleString('en')} rows, twice…`);
  const userData = join(temporary, 'window');
  await writeUploads(userData, [
    { name: 'failures', files: rows, state: 'failed' },
    { name: 'few', files: few, state: 'paused' },
    { name: 'archive', files: rows, state: 'paused' },
  ]);
  const app = await startFerry({ userData });
  try {
    const page = await app.firstWindow();
    await page.locator('#lines .line.upload').first().waitFor();
    const firstRows = await compareFirstRows(page, rounds, tell);
    const empty = await page.context().newPage();
    await empty.setContent(emptyPage);
    await openUpload(page, 'archive');
    const scrolling = await compareScrolling(page, empty, rounds, tell);
    await empty.close();
    const files = rows.toLocaleString('en');
    const done = await runActs(page, acts, files, tell);
    await showAll(page);
    await openUpload(page, 'failures');
    const onFailed = await runActs(page, actsOnFailed, files, tell);
    return { rows, ranOn, scrolling, firstRows, acts: [...done, ...onFailed] };
  } finally {
    await app.close();
  }
}

async function compareFirstRows(
  page: Page,
  rounds: number,
  tell: (line: string) => void,
): Promise<PairedRatio> {
  const times = { archive: [] as number[], few: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of ['archive', 'few'] as const) {
      await showAll(page);
      const milliseconds = await openFiles(page, name);
      // The first time loads code.
      if (round > 0) times[name].push(milliseconds);
      tell(`First rows of ${name}: ${milliseconds.toFixed(0)} ms`);
    }
  }
  await showAll(page);
  return pairedRatio(times.archive, times.few);
}

async function compareScrolling(
  page: Page,
  empty: Page,
  rounds: number,
  tell: (line: string) => void,
): Promise<readonly ScrollResult[]> {
  const results: ScrollResult[] = [];
  for (const { title, ...options } of passes) {
    const pairs: { readonly list: readonly number[]; readonly empty: readonly number[] }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const list = await scroll(page, { ...options, looks: false });
      const beside = await scroll(empty, { ...options, looks: false });
      pairs.push({ list: list.frames, empty: beside.frames });
    }
    const { blankFrames } = await scroll(page, { ...options, looks: true });
    const ratioAt = (share: number): PairedRatio =>
      pairedRatio(
        pairs.map((pair) => quantile(pair.list, share)),
        pairs.map((pair) => quantile(pair.empty, share)),
      );
    const all = pairs.flatMap(({ list }) => list);
    const milliseconds = { p95: quantile(all, 0.95), p99: quantile(all, 0.99) };
    results.push({ title, p95: ratioAt(0.95), p99: ratioAt(0.99), milliseconds, blankFrames });
    tell(`${title}: p95 ${milliseconds.p95.toFixed(1)} ms, blank frames ${blankFrames}`);
  }
  return results;
}

async function runActs(
  page: Page,
  list: readonly Act[],
  files: string,
  tell: (line: string) => void,
): Promise<readonly ActResult[]> {
  const results: ActResult[] = [];
  for (const { title, target, run } of list) {
    const milliseconds = await run(page, files);
    tell(`${title}: ${milliseconds.toFixed(0)} ms`);
    results.push({ title, milliseconds, target });
  }
  return results;
}
