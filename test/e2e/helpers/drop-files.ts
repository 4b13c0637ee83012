import type { Page } from '@playwright/test';

/** Drops files and folders on the middle of the window, as a file manager would. */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  const { width, height } = await page.evaluate(() => ({
    width: window.innerWidth,
    height: window.innerHeight,
  }));
  const session = await page.context().newCDPSession(page);
  const at = { x: Math.round(width / 2), y: Math.round(height / 2) };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await session.detach();
}

declare const window: { readonly innerWidth: number; readonly innerHeight: number };
