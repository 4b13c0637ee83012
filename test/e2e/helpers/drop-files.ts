import type { Page } from '@playwright/test';

/** Files held over the window. */
export interface Drag {
  /** Says that they still are: a mouse says so several times a second, even when it rests. */
  rest(): Promise<void>;
  drop(): Promise<void>;
}

/** Drags files and folders over the middle of the window, as a file manager would. */
export async function dragFiles(page: Page, paths: readonly string[]): Promise<Drag> {
  const { width, height } = await page.evaluate(() => ({
    width: window.innerWidth,
    height: window.innerHeight,
  }));
  const session = await page.context().newCDPSession(page);
  const at = { x: Math.round(width / 2), y: Math.round(height / 2) };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const send = async (type: 'dragEnter' | 'dragOver' | 'drop'): Promise<void> => {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  };
  await send('dragEnter');
  await send('dragOver');
  return {
    rest: () => send('dragOver'),
    async drop() {
      await page.evaluate(() => {
        window.dropped = false;
        window.addEventListener('drop', () => (window.dropped = true), { once: true });
      });
      await send('drop');
      await session.detach();
      // The host stops the page while it looks for paths, and a stopped page answers no bridge.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
      // The page stands still while the paths of the files are read, and can be asked nothing.
      await page.waitForFunction(() => window.dropped, undefined, { polling: 20 });
    },
  };
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
