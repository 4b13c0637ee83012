import { runningBrowser, targetClosed } from '../chromium/browser.ts';
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
  readonly id: string;
  readonly #windowId: number;
  readonly #browser = runningBrowser().browser;

  private constructor(id: string, windowId: number) {
    this.id = id;
    this.#windowId = windowId;
  }

  /** Opens a blank page in a window of this size. */
  static async open(options: TargetOptions, closed: () => void): Promise<Target> {
    const { browser } = runningBrowser();
    const { width, height, isHidden } = options;
    const { targetId } = await browser.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      width,
      height,
      background: isHidden,
    });
    targetClosed.set(targetId, closed);
    const { windowId } = await browser.send('Browser.getWindowForTarget', { targetId });
    const target = new Target(targetId, windowId);
    target.setContentsSize(width, height);
    if (isHidden) target.setBounds({ windowState: 'minimized' });
    return target;
  }

  attach(): Promise<ProtocolSession> {
    return runningBrowser().attach(this.id);
  }

  /** Closes the target without telling. */
  leave(): void {
    targetClosed.delete(this.id);
    this.#browser.post('Target.closeTarget', { targetId: this.id });
  }

  setBounds(bounds: WindowBounds): void {
    this.#browser.post('Browser.setWindowBounds', { windowId: this.#windowId, bounds });
  }

  /** Makes the page itself this large, without what headless Chromium counts as its frame. */
  setContentsSize(width: number, height: number): void {
    this.#browser.post('Browser.setContentsSize', { windowId: this.#windowId, width, height });
  }

  bringToFront(): void {
    this.#browser.post('Target.activateTarget', { targetId: this.id });
  }

  /** Rejects when it is gone already. Tells when it has closed. */
  async close(): Promise<void> {
    await this.#browser.send('Target.closeTarget', { targetId: this.id });
  }
}
