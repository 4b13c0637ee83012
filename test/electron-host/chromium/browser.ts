import type { Connection, ProtocolSession } from './connection.ts';
import { requireChromium } from './find-chromium.ts';
import { launchChromium, type ChromiumOptions } from './launch-chromium.ts';

/** The events of a target for its window. */
export interface TargetWatcher {
  /** The target is closed, by the window or by Chromium. */
  targetClosed(): void;
  /** A page that this one opened, past `window.open` (a middle click). */
  popupOpened(targetId: string, url: string): void;
}

/** The one Chromium behind the app, and who watches which of its targets. */
export class Browser {
  readonly #connection: Connection;
  readonly #watchers = new Map<string, TargetWatcher>();

  constructor(connection: Connection) {
    this.#connection = connection;
    this.session.on('Target.targetDestroyed', ({ targetId }) => {
      this.#watchers.get(targetId)?.targetClosed();
      this.#watchers.delete(targetId);
    });
    this.session.on('Target.targetCreated', ({ targetInfo }) => {
      if (targetInfo.type !== 'page' || targetInfo.openerId === undefined) return;
      this.#watchers.get(targetInfo.openerId)?.popupOpened(targetInfo.targetId, targetInfo.url);
    });
  }

  /** Commands to the browser itself. */
  get session(): ProtocolSession {
    return this.#connection.browser;
  }

  /** Settles when Chromium is gone. */
  get disconnected(): Promise<void> {
    return this.#connection.disconnected;
  }

  attach(targetId: string): Promise<ProtocolSession> {
    return this.#connection.attach(targetId);
  }

  unwatch(targetId: string): void {
    this.#watchers.delete(targetId);
  }

  watch(targetId: string, watcher: TargetWatcher): void {
    this.#watchers.set(targetId, watcher);
  }
}

let running: Browser | undefined;
let version = '0.0.0.0';

/** Starts Chromium with an empty profile. `debuggingPort` is Playwright's. */
export async function startBrowser(
  options: Pick<ChromiumOptions, 'profile' | 'debuggingPort' | 'language'>,
): Promise<Browser> {
  const executable = requireChromium(process.env);
  running = new Browser(launchChromium({ ...options, executable }));
  await running.session.send('Target.setDiscoverTargets', { discover: true });
  // The app may prevent a download; nothing is saved in any case.
  await running.session.send('Browser.setDownloadBehavior', { behavior: 'deny' });
  const { product } = await running.session.send('Browser.getVersion');
  version = product.slice(product.indexOf('/') + 1);
  return running;
}

/** Chromium's version once it runs. */
export function browserVersion(): string {
  return version;
}

/** The browser, which runs from `ready` on. */
export function runningBrowser(): Browser {
  if (!running) throw new Error('Cannot create BrowserWindow before app is ready');
  return running;
}

/** The browser, if it has been started. */
export function browserIfRunning(): Browser | undefined {
  return running;
}
