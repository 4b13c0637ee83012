import type { WindowBounds } from '../../contents/target.ts';
import { HostEmitter, type PartOf } from '../../strict.ts';

type Rectangle = Electron.Rectangle;

/** What a window shows of the app's progress on its button. */
export interface Progress {
  readonly value: number;
  readonly mode: string;
}

/** Where a window is, whether it can be seen, and its progress. */
export abstract class WindowWithBounds
  extends HostEmitter<Electron.BrowserWindow>
  implements PartOf<Electron.BrowserWindow>
{
  #bounds: Rectangle;
  #isShown: boolean;
  #isFocused: boolean;
  #isMinimized = false;
  #isMaximized = false;
  #isFullScreen = false;
  #progress: Progress = { value: -1, mode: 'normal' };

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super('BrowserWindow');
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    this.#isShown = options.show ?? true;
    this.#isFocused = this.#isShown;
  }

  /** Sends the bounds to Chromium; nothing happens when the window is gone. */
  protected abstract applyBounds(bounds: WindowBounds): void;
  protected abstract applySize(width: number, height: number): void;
  protected abstract focusChanged(isFocused: boolean): void;

  /** `progress` from 0 to 1; below 0 there is none, above 1 its end is not known. */
  setProgressBar(progress: number, options?: Electron.ProgressBarOptions): void {
    this.#progress = { value: progress, mode: options?.mode ?? 'normal' };
  }

  static progressOf(window: WindowWithBounds): Progress {
    return window.#progress;
  }

  getNormalBounds(): Rectangle {
    return { ...this.#bounds };
  }

  setSize(width: number, height: number): void {
    this.#bounds = { ...this.#bounds, width, height };
    this.applySize(width, height);
  }

  setPosition(x: number, y: number): void {
    if (!Number.isInteger(x) || !Number.isInteger(y))
      throw new TypeError('Error processing argument');
    this.#bounds = { ...this.#bounds, x, y };
  }

  show(): void {
    if (!this.isVisible()) this.#reveal('show');
    this.focus();
  }

  hide(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    this.#loseFocus();
    this.applyBounds({ windowState: 'minimized' });
  }

  /** Minimized windows cannot be seen. */
  isVisible(): boolean {
    return this.#isShown && !this.#isMinimized;
  }

  minimize(): void {
    this.#isMinimized = true;
    this.#loseFocus();
    this.applyBounds({ windowState: 'minimized' });
  }

  isMinimized(): boolean {
    return this.#isMinimized;
  }

  restore(): void {
    this.#reveal('restore');
  }

  maximize(): void {
    this.#isMaximized = true;
    if (!this.isVisible()) this.#reveal('show');
  }

  isMaximized(): boolean {
    return this.#isMaximized;
  }

  setFullScreen(flag: boolean): void {
    if (flag === this.#isFullScreen) return;
    this.#isFullScreen = flag;
    this.announce(flag ? 'enter-full-screen' : 'leave-full-screen');
  }

  isFullScreen(): boolean {
    return this.#isFullScreen;
  }

  focus(): void {
    if (this.#isFocused || !this.isVisible()) return;
    this.#isFocused = true;
    this.focusChanged(true);
  }

  isFocused(): boolean {
    return this.#isFocused;
  }

  #loseFocus(): void {
    if (!this.#isFocused) return;
    this.#isFocused = false;
    this.focusChanged(false);
  }

  #reveal(event: 'show' | 'restore'): void {
    this.#isShown = true;
    this.#isMinimized = false;
    this.applyBounds({ windowState: 'normal' });
    // Chromium does not resize a minimized window.
    this.applySize(this.#bounds.width, this.#bounds.height);
    this.announce(event);
  }
}
