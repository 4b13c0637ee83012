import { join } from 'node:path';
import type { TrayFace } from './tray-model.ts';

/** What the picture in the tray depends on. */
export interface TrayLook {
  readonly platform: NodeJS.Platform;
  /** Whether the system, not the app, shows itself dark. */
  readonly dark: boolean;
  /** `XDG_CURRENT_DESKTOP`: names of Linux desktops, parted by colons. */
  readonly desktop: string | undefined;
}

export interface TrayIcon {
  readonly path: string;
  /** macOS gives a template its colour, also when the menu is open. */
  readonly template: boolean;
}

/** GNOME's top bar is dark in its light theme too. */
function isAlwaysDark(desktop: string): boolean {
  return desktop.split(':').some((name) => name.toLowerCase() === 'gnome');
}

/**
 * The picture for `face` among those that `npm run icons` drew into `folder`; Electron finds the
 * larger ones beside it by their ending, such as `@2x`.
 */
export function trayIcon(folder: string, face: TrayFace, look: TrayLook): TrayIcon {
  if (look.platform === 'darwin') {
    return { path: join(folder, `${face}-template.png`), template: true };
  }
  const onDark = look.dark || (look.platform === 'linux' && isAlwaysDark(look.desktop ?? ''));
  return { path: join(folder, `${face}-${onDark ? 'dark' : 'light'}.png`), template: false };
}
