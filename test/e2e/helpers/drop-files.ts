import type { Locator, Page } from '@playwright/test';

/** Files held over the window. */
export interface Drag {
  /** Says that they still are: a mouse says so several times a second, even when it rests. */
  rest(): Promise<void>;
  /** Moves them over an element. */
  over(element: Locator): Promise<void>;
  drop(): Promise<void>;
  /** Takes them out of the window again. */
  cancel(): Promise<void>;
}

/** Drags files and folders over the middle of the window, as a file manager would. */
export async function dragFiles(page: Page, paths: readonly string[]): Promise<Drag> {
  const { width, height } = await page.evaluate(() => ({
    width: window.innerWidth,
    height: window.innerHeight,
  }));
  let at = { x: Math.round(width / 2), y: Math.round(height / 2) };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  let session = await page.context().newCDPSession(page);
  const send = async (type: 'dragEnter' | 'dragOver' | 'drop' | 'dragCancel'): Promise<void> => {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  };
  const enter = async (): Promise<void> => {
    await send('dragEnter');
    await send('dragOver');
  };
  await enter();
  return {
    rest: () => send('dragOver'),
    async over(element) {
      const box = await element.boundingBox();
      if (box === null) throw new Error('The element is not shown.');
      at = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
      await send('dragOver');
    },
    async cancel() {
      await send('dragCancel');
      await session.detach();
    },
    async drop() {
      await page.evaluate(() => {
        window.dropped = false;
        window.addEventListener('drop', () => (window.dropped = true), { once: true });
      });
      for (;;) {
        await send('drop');
        await session.detach();
        // The host stops the page while it looks for paths, and a stopped page answers no bridge.
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
        if (await isDropped(page)) return;
        // Chromium discards a drop when a busy page has not accepted the last `dragover` in time.
        session = await page.context().newCDPSession(page);
        await enter();
      }
    },
  };
}

/** The page stands still while the paths of the files are read, and can be asked nothing. */
async function isDropped(page: Page): Promise<boolean> {
  const options = { polling: 20, timeout: 8000 };
  return await page
    .waitForFunction(() => window.dropped, undefined, options)
    .then(
      () => true,
      () => false,
    );
}

export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  const drag = await dragFiles(page, paths);
  await drag.drop();
}

declare const window: {
  readonly innerWidth: number;
  readonly innerHeight: number;
  dropped: boolean;
  addEventListener(type: 'drop', listener: () => void, options: { readonly once: true }): void;
};
