import type { Connection } from './connection.ts';
import { requireChromium } from './find-chromium.ts';
import { launchChromium, type ChromiumOptions } from './launch-chromium.ts';

/** Called once when the target of this id is closed, by its window or by Chromium. */
export const targetClosed = new Map<string, () => void>();

let running: Connection | undefined;
let version = '0.0.0.0';

/** Starts Chromium with an empty profile. `debuggingPort` is Playwright's. */
export async function startBrowser(options: Omit<ChromiumOptions, 'executable'>): Promise<void> {
  running = launchChromium({ ...options, executable: requireChromium(process.env) });
  const { browser } = running;
  browser.on('Target.targetDestroyed', ({ targetId }) => {
    targetClosed.get(targetId)?.();
    targetClosed.delete(targetId);
  });
  browser.on('Target.targetCreated', ({ targetInfo: { type, openerId, targetId } }) => {
    if (type !== 'page' || openerId === undefined) return;
    process.stderr.write('electron-host: closes a page that was opened past window.open\n');
    // Closing a page at its very start can hang its opener.
    setTimeout(() => {
      browser.post('Target.closeTarget', { targetId });
    }, 500);
  });
  await browser.send('Target.setDiscoverTargets', { discover: true });
  // The app may prevent a download; nothing is saved in any case.
  await browser.send('Browser.setDownloadBehavior', { behavior: 'deny' });
  const { product } = await browser.send('Browser.getVersion');
  version = product.slice(product.indexOf('/') + 1);
}

/** Chromium's version once it runs. */
export function browserVersion(): string {
  return version;
}

/** The connection to Chromium, which runs from `ready` on. */
export function runningBrowser(): Connection {
  if (!running) throw new Error('Cannot create BrowserWindow before app is ready');
  return running;
}

/** The same, if Chromium has been started. */
export function browserIfRunning(): Connection | undefined {
  return running;
}
