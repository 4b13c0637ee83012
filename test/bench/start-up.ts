import { join } from 'node:path';
import type { ElectronKind } from '../electron-host/choose-electron.ts';
import { buildApp } from '../e2e/helpers/build-app.ts';
import { startFerry } from '../e2e/helpers/launch-ferry.ts';
import { median, pairedRatio, type PairedRatio } from './statistics.ts';
import { writeUserData } from './written-queue.ts';

/** A moment of the start, with a long queue beside the same with an empty one. */
export interface StartMoment {
  readonly title: string;
  /** How many times longer the long queue made it. */
  readonly ratio: PairedRatio;
  readonly seconds: number;
  readonly emptySeconds: number;
}

export interface StartResult {
  readonly rows: number;
  /** What ran the app: times on the test host say nothing of Electron's, ratios do. */
  readonly ranOn: ElectronKind;
  readonly moments: readonly StartMoment[];
}

/** Seconds since the process was started. */
interface Start {
  readonly frame: number;
  readonly queue: number;
}

const rows = 100_000;

/**
 * Starts the built app with an empty queue and with a long one, in turn, and reports what the length
 * costs: nothing before the first frame, and next to nothing before the queue answers.
 */
export async function compareStarts(
  ranOn: ElectronKind,
  temporary: string,
  rounds: number,
  log: (line: string) => void,
): Promise<StartResult> {
  buildApp();
  const empty = join(temporary, 'empty');
  const long = join(temporary, 'long');
  await writeUserData(empty, 0);
  await writeUserData(long, rows);
  const starts = new Map<string, Start[]>();
  for (const folder of [empty, long]) {
    // Unmeasured: files in the page cache, code compiled.
    await startOnce(folder);
    starts.set(folder, []);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const folder of round % 2 === 0 ? [empty, long] : [long, empty]) {
      const start = await startOnce(folder);
      starts.get(folder)?.push(start);
      const name = folder === empty ? 'no rows' : `${rows.toLocaleString('en')} rows`;
      const times = `frame ${start.frame.toFixed(2)} s, queue ${start.queue.toFixed(2)} s`;
      log(`Start, round ${round + 1}: ${name}, ${times}`);
    }
  }
  const moment = (title: string, name: keyof Start): StartMoment => {
    const ofLong = starts.get(long)?.map((start) => start[name]) ?? [];
    const ofEmpty = starts.get(empty)?.map((start) => start[name]) ?? [];
    return {
      title,
      ratio: pairedRatio(ofLong, ofEmpty),
      seconds: median(ofLong),
      emptySeconds: median(ofEmpty),
    };
  };
  const moments = [moment('First frame', 'frame'), moment('Queue ready', 'queue')];
  return { rows, ranOn, moments };
}

async function startOnce(userData: string): Promise<Start> {
  const begun = performance.timeOrigin + performance.now();
  const app = await startFerry({ userData });
  try {
    const page = await app.firstWindow();
    await page.waitForFunction(() => 'ferry' in globalThis, undefined, { polling: 5 });
    const [frame, queue] = await Promise.all([
      page.evaluate(firstPaint),
      page.evaluate(queueShown),
    ]);
    return { frame: (frame - begun) / 1000, queue: (queue - begun) / 1000 };
  } finally {
    await app.close();
  }
}

/** In the page. Milliseconds since 1970, as the clock of this computer counts them. */
function firstPaint(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const [paint] = list.getEntriesByName('first-contentful-paint');
      if (paint !== undefined) resolve(performance.timeOrigin + paint.startTime);
    }).observe({ type: 'paint', buffered: true });
  });
}

/** In the page: when its corner no longer says that the queue is being opened. */
function queueShown(): Promise<number> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(check);
    function check(): void {
      const said = document.querySelector('nav')?.textContent;
      if (said === undefined || said.includes('Opening the queue')) return;
      observer.disconnect();
      resolve(performance.timeOrigin + performance.now());
    }
    observer.observe(document, { subtree: true, childList: true, characterData: true });
    check();
  });
}

declare const document: {
  querySelector(selector: string): { readonly textContent: string } | null;
};
declare const MutationObserver: new (listener: () => void) => {
  observe(target: object, options: object): void;
  disconnect(): void;
};
declare const PerformanceObserver: new (
  listener: (list: { getEntriesByName(name: string): { readonly startTime: number }[] }) => void,
) => { observe(options: object): void };
