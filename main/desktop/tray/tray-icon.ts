import { join } from 'node:path';
import type { TrayFace } from './tray-model.ts';

/** The facts that determine the tray's picture. */
export interface TrayLook {
  readonly platform: NodeJS.Platform;
  /** Whether the system, not the app, uses a dark theme. */
  readonly dark: boolean;
  /** `XDG_CURRENT_DESKTOP`: names of Linux desktops, separated by colons. */
  readonly desktop: string | undefined;
}

export interface TrayIcon {
  readonly path: string;
  /** macOS colours a template image itself, also while the menu is open. */
  readonly template: boolean;
}

/** GNOME's top bar is dark in its light theme too. */
function isAlwaysDark(desktop: string): boolean {
  return desktop.split(':').some((name) => name.toLowerCase() === 'gnome');
}

/**
 * The picture for `face` from `folder`, where `npm run icons` writes it. Electron finds the larger
 * pictures by their suffix, such as `@2x`.
 */
export function trayIcon(folder: string, face: TrayFace, look: TrayLook): TrayIcon {
  if (look.platform === 'darwin') {
    return { path: join(folder, `${face}-template.png`), template: true };
  }
  const onDark = look.dark || (look.platform === 'linux' && isAlwaysDark(look.desktop ?? ''));
  return { path: join(folder, `${face}-${onDark ? 'dark' : 'light'}.png`), template: false };
}
