import { HostEmitter, markGone, type PartOf } from '../../strict.ts';
import type { HostMenu } from './menu.ts';
import { createFromPath, HostNativeImage } from './native-image.ts';

const made: HostTray[] = [];

function imageOf(image: HostNativeImage | string): HostNativeImage {
  const loaded = image instanceof HostNativeImage ? image : createFromPath(image);
  if (loaded.isEmpty()) throw new Error('Failed to load the image of the tray');
  return loaded;
}

/** Electron's `Tray`. Nothing is drawn; clicks on it are up to the test. */
export class HostTray
  extends HostEmitter<Electron.Tray>
  implements PartOf<Electron.Tray, 'setImage' | 'setContextMenu'>
{
  #image: HostNativeImage;
  #toolTip = '';
  #menu: HostMenu | null = null;
  #isDestroyed = false;

  constructor(image: HostNativeImage | string) {
    super('Tray');
    this.#image = imageOf(image);
    made.push(this);
  }

  setImage(image: HostNativeImage | string): void {
    this.#image = imageOf(image);
  }

  setToolTip(toolTip: string): void {
    this.#toolTip = toolTip;
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

  static partsOf(tray: HostTray): {
    readonly image: HostNativeImage;
    readonly toolTip: string;
    readonly menu: HostMenu | null;
  } {
    return { image: tray.#image, toolTip: tray.#toolTip, menu: tray.#menu };
  }
}

/** The trays that the app shows, oldest first. */
export function shownTrays(): readonly HostTray[] {
  return made.filter((tray) => !tray.isDestroyed());
}
