import { runningBrowser, type Browser, type TargetWatcher } from '../chromium/browser.ts';
import type { ProtocolSession } from '../chromium/connection.ts';
import type { CommandParameters } from '../chromium/protocol.ts';

/** The window that a target starts with. Sizes are in CSS pixels. */
export interface TargetOptions {
  readonly width: number;
  readonly height: number;
  readonly isHidden: boolean;
}

/** Position and state of a window, in Chromium's words. */
export type WindowBounds = CommandParameters<'Browser.setWindowBounds'>['bounds'];

/** One page of Chromium with a window of its own. */
export class Target {
  readonly #browser: Browser;
  readonly id: string;
  readonly #windowId: number;

  private constructor(browser: Browser, id: string, windowId: number) {
    this.#browser = browser;
    this.id = id;
    this.#windowId = windowId;
  }

  /** Opens a blank page in a window of this size. */
  static async open(options: TargetOptions, watcher: TargetWatcher): Promise<Target> {
    const browser = runningBrowser();
    const { targetId } = await browser.session.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      width: options.width,
      height: options.height,
      background: options.isHidden,
    });
    browser.watch(targetId, watcher);
    const { windowId } = await browser.session.send('Browser.getWindowForTarget', { targetId });
    const target = new Target(browser, targetId, windowId);
    target.setContentsSize(options.width, options.height);
    if (options.isHidden) target.setBounds({ windowState: 'minimized' });
    return target;
  }

  attach(): Promise<ProtocolSession> {
    return this.#browser.attach(this.id);
  }

  /** Closes the target without telling its watcher. */
  leave(): void {
    this.#browser.unwatch(this.id);
    this.#browser.session.post('Target.closeTarget', { targetId: this.id });
  }

  setBounds(bounds: WindowBounds): void {
    this.#browser.session.post('Browser.setWindowBounds', { windowId: this.#windowId, bounds });
  }

  /** Makes the page itself this large, without what headless Chromium counts as its frame. */
  setContentsSize(width: number, height: number): void {
    this.#browser.session.post('Browser.setContentsSize', {
      windowId: this.#windowId,
      width,
      height,
    });
  }

  bringToFront(): void {
    this.#browser.session.post('Target.activateTarget', { targetId: this.id });
  }

  /** Rejects when it is gone already. `targetClosed` of the watcher reports when it has closed. */
  async close(): Promise<void> {
    await this.#browser.session.send('Target.closeTarget', { targetId: this.id });
  }

  /**
   * Closes a page that was opened past `window.open`, after Chromium and Playwright have let it
   * start: one that is closed at its very start can hang its opener.
   */
  closeLater(targetId: string): void {
    setTimeout(() => {
      this.#browser.session.post('Target.closeTarget', { targetId });
    }, 500);
  }
}
