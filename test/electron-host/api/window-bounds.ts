import type { PartOf } from '../strict.ts';
import type { WindowBounds } from '../contents/target.ts';
import { WindowLook } from './window-look.ts';

type Rectangle = Electron.Rectangle;

const defaultSize = { width: 800, height: 600 };

/** Where a window is, and whether it can be seen. */
export abstract class WindowWithBounds
  extends WindowLook
  implements PartOf<Electron.BrowserWindow, 'setMenu'>
{
  #bounds: Rectangle;
  #isShown: boolean;
  #isFocused: boolean;
  #isMinimized = false;
  #isMaximized = false;
  #isFullScreen = false;

  constructor(options: Electron.BrowserWindowConstructorOptions, title: string) {
    super(options, title);
    const { x = 0, y = 0, width = defaultSize.width, height = defaultSize.height } = options;
    this.#bounds = { x, y, width, height };
    this.#isShown = options.show ?? true;
    this.#isFocused = this.#isShown;
  }

  /** Tells Chromium; nothing happens when the window is gone. */
  protected abstract applyBounds(bounds: WindowBounds): void;
  protected abstract applySize(width: number, height: number): void;
  protected abstract focusChanged(isFocused: boolean): void;

  getBounds(): Rectangle {
    return { ...this.#bounds };
  }

  getNormalBounds(): Rectangle {
    return this.getBounds();
  }

  getContentBounds(): Rectangle {
    return this.getBounds();
  }

  setBounds(bounds: Partial<Rectangle>): void {
    const before = this.#bounds;
    this.#bounds = { ...before, ...bounds };
    const { x, y, width, height } = this.#bounds;
    if (x !== before.x || y !== before.y) {
      this.applyBounds({ left: x, top: y });
      this.announce('move');
      this.announce('moved');
    }
    if (width !== before.width || height !== before.height) {
      this.applySize(width, height);
      this.announce('resize');
      this.announce('resized');
    }
  }

  getSize(): number[] {
    return [this.#bounds.width, this.#bounds.height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getContentSize(): number[] {
    return this.getSize();
  }

  setContentSize(width: number, height: number): void {
    this.setSize(width, height);
  }

  getPosition(): number[] {
    return [this.#bounds.x, this.#bounds.y];
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  center(): void {
    this.setPosition(0, 0);
  }

  moveTop(): void {
    this.focus();
  }

  show(): void {
    if (!this.isVisible()) this.#reveal('show');
    this.focus();
  }

  showInactive(): void {
    if (!this.isVisible()) this.#reveal('show');
  }

  hide(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    this.blur();
    this.applyBounds({ windowState: 'minimized' });
    this.announce('hide');
  }

  /** Minimized windows cannot be seen. */
  isVisible(): boolean {
    return this.#isShown && !this.#isMinimized;
  }

  minimize(): void {
    this.#isMinimized = true;
    this.blur();
    this.applyBounds({ windowState: 'minimized' });
    this.announce('minimize');
  }

  isMinimized(): boolean {
    return this.#isMinimized;
  }

  restore(): void {
    this.#isMaximized = false;
    this.#reveal('restore');
  }

  maximize(): void {
    this.#isMaximized = true;
    if (!this.isVisible()) this.#reveal('show');
    this.announce('maximize');
  }

  unmaximize(): void {
    this.#isMaximized = false;
    this.announce('unmaximize');
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

  blur(): void {
    if (!this.#isFocused) return;
    this.#isFocused = false;
    this.focusChanged(false);
  }

  isFocused(): boolean {
    return this.#isFocused;
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
