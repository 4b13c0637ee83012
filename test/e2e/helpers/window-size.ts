import type { RunningFerry } from './launch-ferry.ts';

declare const window: { readonly innerWidth: number };

/** Makes the window this large, as a user would with the mouse, and waits until the page has it. */
export async function resizeWindow(
  { app, page }: RunningFerry,
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setSize(width, height);
  }, size);
  // On real Electron the frame takes some of it.
  await page.waitForFunction((width) => Math.abs(window.innerWidth - width) < 40, size.width);
}
