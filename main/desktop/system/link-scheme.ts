import type { App } from 'electron';

/**
 * Registers Ferry for `ferry://`. Installers do so too; this call serves a copy that was moved or
 * not installed. A clone leaves the links to the installed app. On Linux the package's `.desktop`
 * file registers the scheme. There, Electron would start a program for it and wait, and an AppImage
 * has no such file.
 */
export function claimLinks(
  app: Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'>,
  platform: NodeJS.Platform,
): void {
  if (app.isPackaged && platform !== 'linux') app.setAsDefaultProtocolClient('ferry');
}
