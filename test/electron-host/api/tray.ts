import { HostEmitter, markGone, type PartOf } from '../strict.ts';
import type { HostMenu } from './menu.ts';
import { createFromPath, HostNativeImage } from './native-image.ts';

const made: HostTray[] = [];

function imageOf(image: HostNativeImage | string): HostNativeImage {
  if (image instanceof HostNativeImage) return image;
  const loaded = createFromPath(image);
  if (loaded.isEmpty()) throw new Error(`Failed to load image from path '${image}'`);
  return loaded;
}

/** Electron's `Tray`. Nothing is drawn; clicks on it are up to the test. */
export class HostTray
  extends HostEmitter<Electron.Tray>
  implements
    PartOf<Electron.Tray, 'setImage' | 'setPressedImage' | 'setContextMenu' | 'popUpContextMenu'>
{
  #image: HostNativeImage;
  #toolTip = '';
  #title = '';
  #menu: HostMenu | null = null;
  #isDestroyed = false;
  #ignoresDoubleClicks = false;

  constructor(image: HostNativeImage | string) {
    super('Tray');
    this.#image = imageOf(image);
    made.push(this);
  }

  setImage(image: HostNativeImage | string): void {
    this.#image = imageOf(image);
  }

  /** macOS only: the picture while the menu is open. */
  setPressedImage(image: HostNativeImage | string): void {
    imageOf(image);
  }

  setToolTip(toolTip: string): void {
    this.#toolTip = toolTip;
  }

  setTitle(title: string): void {
    this.#title = title;
  }

  getTitle(): string {
    return this.#title;
  }

  setContextMenu(menu: HostMenu | null): void {
    this.#menu = menu;
  }

  popUpContextMenu(menu: HostMenu | null = this.#menu): void {
    menu?.popup();
  }

  closeContextMenu(): void {
    this.#menu?.closePopup();
  }

  setIgnoreDoubleClickEvents(ignore: boolean): void {
    this.#ignoresDoubleClicks = ignore;
  }

  getIgnoreDoubleClickEvents(): boolean {
    return this.#ignoresDoubleClicks;
  }

  getBounds(): Electron.Rectangle {
    return { x: 0, y: 0, width: 16, height: 16 };
  }

  destroy(): void {
    this.#isDestroyed = true;
    markGone(this);
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  static menuOf(tray: HostTray): HostMenu | null {
    return tray.#menu;
  }

  static imageOf(tray: HostTray): HostNativeImage {
    return tray.#image;
  }

  static toolTipOf(tray: HostTray): string {
    return tray.#toolTip;
  }
}

/** Every tray that the app has made, destroyed ones included. */
export function allTrays(): readonly HostTray[] {
  return made;
}
