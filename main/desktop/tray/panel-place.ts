/** A rectangle of the screen, in device-independent pixels. */
export interface ScreenArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const panelSize = { width: 360, height: 480 } as const;

/** Pixels between the panel and the icon, and the edges of the screen. */
const gap = 6;

/**
 * Where the panel of the tray stands: centred at the icon, on its side that has space, and inside the
 * work area.
 *
 * @param icon the bounds of the icon; a point has no width and no height
 */
export function panelPlace(icon: ScreenArea, workArea: ScreenArea): { x: number; y: number } {
  const { width, height } = panelSize;
  const below = icon.y + icon.height + gap;
  const fitsBelow = below + height <= workArea.y + workArea.height;
  const x = icon.x + icon.width / 2 - width / 2;
  const y = fitsBelow ? below : icon.y - gap - height;
  return {
    x: within(x, workArea.x, workArea.width, width),
    y: within(y, workArea.y, workArea.height, height),
  };
}

function within(wanted: number, start: number, length: number, size: number): number {
  const last = Math.max(start + gap, start + length - size - gap);
  return Math.round(Math.min(last, Math.max(start + gap, wanted)));
}

/**
 * How the tray reacts where the app runs. Without a place for a panel the icon has a plain menu: a
 * Wayland compositor lets no app choose where a window stands. macOS shows a menu in place of every
 * click where one is set, so there and on Windows the right button opens it.
 *
 * https://www.electronjs.org/docs/latest/api/tray
 */
export function trayKind(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): 'panel' | 'panel-with-menu' | 'menu' {
  if (platform !== 'linux') return 'panel';
  return isWayland(environment) ? 'menu' : 'panel-with-menu';
}

/**
 * True where the desktop may show no tray icon: GNOME shows icons with an extension only, and some
 * versions of Electron do not reach that extension (electron/electron#53213).
 */
export function mayLackTray(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const desktops = (environment['XDG_CURRENT_DESKTOP'] ?? '').toLowerCase().split(':');
  return platform === 'linux' && (desktops.includes('gnome') || isWayland(environment));
}

function isWayland(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment['XDG_SESSION_TYPE'] === 'wayland';
}
