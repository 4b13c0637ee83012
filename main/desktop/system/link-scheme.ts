import type { App } from 'electron';

/**
 * Makes `ferry://` ours. Installers do so as well; this is for a copy that was moved or not installed.
 * A clone leaves the links to the installed app. On Linux the `.desktop` file of the package says it:
 * Electron would start a program for it and wait, and an AppImage has no such file.
 */
export function claimLinks(
  app: Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'>,
  platform: NodeJS.Platform,
): void {
  if (app.isPackaged && platform !== 'linux') app.setAsDefaultProtocolClient('ferry');
}
