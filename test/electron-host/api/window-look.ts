import { HostEmitter, type PartOf } from '../strict.ts';
import type { HostMenu } from './menu.ts';

/** What a window shows around its page: noted, for headless Chromium draws none of it. */
export abstract class WindowLook
  extends HostEmitter<Electron.BrowserWindow>
  implements PartOf<Electron.BrowserWindow, 'setMenu'>
{
  title: string;
  autoHideMenuBar: boolean;
  menuBarVisible = true;
  resizable: boolean;
  minimizable: boolean;
  maximizable: boolean;
  closable: boolean;
  fullScreenable: boolean;
  #backgroundColor: string;
  #menu: HostMenu | null = null;
  #progress: { value: number; mode: string } = { value: -1, mode: 'normal' };
  #isFlashing = false;
  #overlay = '';
  #isAlwaysOnTop = false;
  #minimumSize = [0, 0];

  constructor(options: Electron.BrowserWindowConstructorOptions, title: string) {
    super('BrowserWindow');
    this.title = options.title ?? title;
    this.autoHideMenuBar = options.autoHideMenuBar ?? false;
    this.resizable = options.resizable ?? true;
    this.minimizable = options.minimizable ?? true;
    this.maximizable = options.maximizable ?? true;
    this.closable = options.closable ?? true;
    this.fullScreenable = options.fullscreenable ?? true;
    this.#backgroundColor = options.backgroundColor ?? '#FFFFFF';
    this.#minimumSize = [options.minWidth ?? 0, options.minHeight ?? 0];
  }

  setTitle(title: string): void {
    this.title = title;
  }

  getTitle(): string {
    return this.title;
  }

  /** `progress` from 0 to 1; below 0 there is none, above 1 its end is not known. */
  setProgressBar(progress: number, options?: Electron.ProgressBarOptions): void {
    this.#progress = { value: progress, mode: options?.mode ?? 'normal' };
  }

  flashFrame(flag: boolean): void {
    this.#isFlashing = flag;
  }

  setOverlayIcon(_overlay: object | null, description: string): void {
    this.#overlay = description;
  }

  setIcon(icon: object | string): void {
    if (icon === '') throw new Error('electron-host: a window icon needs a picture');
  }

  setBackgroundColor(color: string): void {
    this.#backgroundColor = color;
  }

  getBackgroundColor(): string {
    return this.#backgroundColor;
  }

  setMenu(menu: HostMenu | null): void {
    this.#menu = menu;
  }

  removeMenu(): void {
    this.#menu = null;
  }

  setMenuBarVisibility(visible: boolean): void {
    this.menuBarVisible = visible;
  }

  isMenuBarVisible(): boolean {
    return this.menuBarVisible;
  }

  setAutoHideMenuBar(hide: boolean): void {
    this.autoHideMenuBar = hide;
  }

  isMenuBarAutoHide(): boolean {
    return this.autoHideMenuBar;
  }

  setResizable(resizable: boolean): void {
    this.resizable = resizable;
  }

  isResizable(): boolean {
    return this.resizable;
  }

  setMinimumSize(width: number, height: number): void {
    this.#minimumSize = [width, height];
  }

  getMinimumSize(): number[] {
    return this.#minimumSize;
  }

  setAlwaysOnTop(flag: boolean): void {
    this.#isAlwaysOnTop = flag;
  }

  isAlwaysOnTop(): boolean {
    return this.#isAlwaysOnTop;
  }

  /** What a test wants to know of the window's surroundings. */
  static lookOf(window: WindowLook): WindowLookShape {
    return {
      progress: window.#progress,
      isFlashing: window.#isFlashing,
      overlay: window.#overlay,
      backgroundColor: window.#backgroundColor,
      hasMenu: window.#menu !== null,
      isMenuBarVisible: window.menuBarVisible,
    };
  }
}

/** A window's surroundings as plain data. */
export interface WindowLookShape {
  readonly progress: { readonly value: number; readonly mode: string };
  readonly isFlashing: boolean;
  readonly overlay: string;
  readonly backgroundColor: string;
  readonly hasMenu: boolean;
  readonly isMenuBarVisible: boolean;
}
