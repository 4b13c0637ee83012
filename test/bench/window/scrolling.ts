import type { Page } from '@playwright/test';

export interface ScrollOptions {
  /** Pixels of one step. */
  readonly step: number;
  /** Frames from one step to the next; 1 scrolls in every frame. */
  readonly framesPerStep: number;
  readonly frames: number;
  /** Looks in each frame for a place without a line, which costs time of its own. */
  readonly findsBlanks: boolean;
}

/** What one pass of scrolling showed. */
export interface ScrollPass {
  /** Milliseconds from each frame to the next. */
  readonly frames: readonly number[];
  /** Frames in which a part of the list showed no line; 0 without a look. */
  readonly blankFrames: number;
}

/** Scrolls `#lines` down and then up again. Runs in the page. */
function scrollInPage({
  step,
  framesPerStep,
  frames,
  findsBlanks,
}: ScrollOptions): Promise<ScrollPass> {
  const list = document.querySelector('#lines');
  if (list === null) throw new Error('The page has no list');
  const { left, top, bottom } = list.getBoundingClientRect();
  const heights = [top + 8, (top + bottom) / 2, bottom - 8];
  const isBlank = (): boolean =>
    heights.some((y) => {
      const line = document.elementFromPoint(left + 80, y)?.closest('.line') ?? null;
      return line === null || line.matches('.unknown');
    });
  return new Promise((resolve) => {
    const times: number[] = [];
    let blankFrames = 0;
    let before = 0;
    const onFrame = (now: number): void => {
      if (before > 0) times.push(now - before);
      before = now;
      if (times.length >= frames) {
        resolve({ frames: times, blankFrames });
        return;
      }
      if (times.length % framesPerStep === 0) {
        list.scrollTop += times.length < frames / 2 ? step : -step;
      }
      // What stands there now is what this frame shows.
      if (findsBlanks && isBlank()) blankFrames += 1;
      requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
  });
}

export async function scroll(page: Page, options: ScrollOptions): Promise<ScrollPass> {
  return await page.evaluate(scrollInPage, options);
}

/** Measures the processor time of a page's main thread, which other programs hardly change. */
export async function pageTimer(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  /** @returns milliseconds since the page began */
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const task = metrics.find(({ name }) => name === 'TaskDuration');
    if (task === undefined) throw new Error('This Chromium does not measure its tasks');
    return task.value * 1000;
  };
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}
interface Element {
  scrollTop: number;
  getBoundingClientRect(): Box;
  closest(selector: string): Element | null;
  matches(selector: string): boolean;
}
declare const document: {
  querySelector(selector: string): Element | null;
  elementFromPoint(x: number, y: number): Element | null;
};
declare function requestAnimationFrame(callback: (now: number) => void): void;
