import { HostEmitter, markGone, type PartOf } from '../../strict.ts';
import type { HostMenu } from './menu.ts';
import { HostNativeImage } from './native-image.ts';

const made: HostTray[] = [];

/** Electron's `Tray`. Nothing is drawn; clicks on it are up to the test. */
export class HostTray
  extends HostEmitter<Electron.Tray>
  implements PartOf<Electron.Tray, 'setImage' | 'setContextMenu'>
{
  #pictures: readonly Buffer[] = [];
  #menu: HostMenu | null = null;
  #isDestroyed = false;

  constructor(image: HostNativeImage) {
    super('Tray');
    this.setImage(image);
    made.push(this);
  }

  setImage(image: HostNativeImage): void {
    this.#pictures = HostNativeImage.picturesOf(image);
    if (this.#pictures.length === 0) throw new Error('Failed to load the image of the tray');
  }

  setToolTip(): void {
    // Nothing shows it.
  }

  setContextMenu(menu: HostMenu | null): void {
    this.#menu = menu;
  }

  destroy(): void {
    this.#isDestroyed = true;
    markGone(this);
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  static partsOf(tray: HostTray) {
    return { pictures: tray.#pictures, menu: tray.#menu };
  }
}

/** The trays that the app shows, oldest first. */
export function shownTrays(): readonly HostTray[] {
  return made.filter((tray) => !tray.isDestroyed());
}
