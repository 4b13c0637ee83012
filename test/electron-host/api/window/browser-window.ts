import { createEvent } from '../../host-event.ts';
import { HostWebContents } from '../../contents/web-contents.ts';
import type { Target, WindowBounds } from '../../contents/target.ts';
import { markGone, type PartOf } from '../../strict.ts';
import { app, HostApp } from '../app/app.ts';
import { openWindows } from './open-windows.ts';
import { preloadOf } from './web-preferences.ts';
import { WindowWithBounds } from './window-bounds.ts';

/** Electron's `BrowserWindow`: sandboxed, context-isolated pages only. */
export class HostBrowserWindow
  extends WindowWithBounds
  implements PartOf<Electron.BrowserWindow, 'webContents'>
{
  readonly id = openWindows.nextId();
  readonly #contents: HostWebContents;
  #isDestroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super(options);
    this.#contents = new HostWebContents({
      placement: () => ({ ...this.getNormalBounds(), isHidden: !this.isVisible() }),
      preloadPath: preloadOf(options.webPreferences ?? {}),
      readyToShow: () => this.announce('ready-to-show'),
      closed: () => {
        this.#closed();
      },
    });
    openWindows.add(this, () => this.#requestClose());
    app.announce('web-contents-created', createEvent({}), this.#contents);
  }

  static getAllWindows(): HostBrowserWindow[] {
    return openWindows.all();
  }

  get webContents(): HostWebContents {
    return this.#contents;
  }

  loadURL(url: string): Promise<void> {
    return this.#contents.loadURL(url);
  }

  /** Asks the `close` listeners first. */
  close(): void {
    void this.#requestClose();
  }

  /** Closes without asking the page. */
  destroy(): void {
    HostWebContents.pageOf(this.#contents).destroy();
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  protected override applyBounds(bounds: WindowBounds): void {
    this.#useTarget((target) => {
      target.setBounds(bounds);
      if (bounds.windowState === 'normal') target.bringToFront();
    });
  }

  protected override applySize(width: number, height: number): void {
    this.#useTarget((target) => {
      target.setContentsSize(width, height);
    });
  }

  protected override focusChanged(isFocused: boolean): void {
    this.announce(isFocused ? 'focus' : 'blur', createEvent({}));
  }

  #useTarget(use: (target: Target) => void): void {
    HostWebContents.pageOf(this.#contents)
      .target()
      .then(use, () => undefined);
  }

  async #requestClose(): Promise<boolean> {
    if (this.#isDestroyed) return true;
    const event = createEvent({});
    this.announce('close', event);
    if (event.defaultPrevented) return false;
    const closed = new Promise<void>((resolve) => this.once('closed', resolve));
    const target = await HostWebContents.pageOf(this.#contents).target();
    target.close().catch(() => {
      this.destroy();
    });
    await closed;
    return true;
  }

  #closed(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    openWindows.remove(this);
    markGone(this);
    this.announce('closed');
    HostApp.windowClosed(app);
  }
}
