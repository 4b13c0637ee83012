import { createEvent } from '../host-event.ts';
import { HostEmitter, type PartOf } from '../strict.ts';

function displayOf(id: number, bounds: Electron.Rectangle): Electron.Display {
  const size = { width: bounds.width, height: bounds.height };
  return {
    id,
    bounds,
    size,
    workArea: bounds,
    workAreaSize: size,
    scaleFactor: 1,
    label: `Display ${id}`,
    rotation: 0,
    internal: id === 1,
    detected: true,
    accelerometerSupport: 'unknown',
    touchSupport: 'unknown',
    monochrome: false,
    colorDepth: 24,
    colorSpace: 'sRGB',
    depthPerComponent: 8,
    displayFrequency: 60,
    maximumCursorSize: { width: 0, height: 0 },
    nativeOrigin: { x: bounds.x, y: bounds.y },
  };
}

function overlap(one: Electron.Rectangle, other: Electron.Rectangle): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, width) * Math.max(0, height);
}

/** Electron's `screen`: one display of 1920 x 1080, or those that the test plugs in. */
export class HostScreen extends HostEmitter<Electron.Screen> implements PartOf<Electron.Screen> {
  #displays = [displayOf(1, { x: 0, y: 0, width: 1920, height: 1080 })];

  constructor() {
    super('screen');
  }

  getAllDisplays(): Electron.Display[] {
    return this.#displays;
  }

  getPrimaryDisplay(): Electron.Display {
    const [primary] = this.#displays;
    if (!primary) throw new Error('electron-host: there is no display');
    return primary;
  }

  getDisplayMatching(rectangle: Electron.Rectangle): Electron.Display {
    const area = (display: Electron.Display): number => overlap(display.bounds, rectangle);
    return this.#displays.toSorted((one, other) => area(other) - area(one))[0] as Electron.Display;
  }

  getDisplayNearestPoint({ x, y }: Electron.Point): Electron.Display {
    return this.getDisplayMatching({ x, y, width: 1, height: 1 });
  }

  getCursorScreenPoint(): Electron.Point {
    return { x: 0, y: 0 };
  }

  /** Plugs in exactly these displays; the first one is the primary one. */
  static setDisplays(screen: HostScreen, bounds: readonly Electron.Rectangle[]): void {
    const before = screen.#displays;
    screen.#displays = bounds.map((rectangle, index) => displayOf(index + 1, rectangle));
    for (const removed of before.slice(bounds.length)) {
      screen.announce('display-removed', createEvent({}), removed);
    }
    for (const added of screen.#displays.slice(before.length)) {
      screen.announce('display-added', createEvent({}), added);
    }
  }
}

/** Electron's `screen`. */
export const screen = new HostScreen();
