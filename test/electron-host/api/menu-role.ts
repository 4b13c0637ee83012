import { app } from './app.ts';
import { focusedWindow } from './focused-window.ts';

type Role = NonNullable<Electron.MenuItemConstructorOptions['role']>;

/** Does what a click on a menu item with a role does; throws for roles that are not hosted. */
export function carryOutRole(role: Role): void {
  const window = focusedWindow();
  switch (role) {
    case 'quit':
      app.quit();
      return;
    case 'close':
      window?.close();
      return;
    case 'minimize':
      window?.minimize();
      return;
    case 'reload':
    case 'forceReload':
      window?.webContents.reload();
      return;
    case 'toggleDevTools':
      window?.webContents.toggleDevTools();
      return;
    case 'resetZoom':
      window?.webContents.setZoomLevel(0);
      return;
    case 'zoomIn':
      window?.webContents.setZoomLevel(window.webContents.getZoomLevel() + 0.5);
      return;
    case 'zoomOut':
      window?.webContents.setZoomLevel(window.webContents.getZoomLevel() - 0.5);
      return;
    case 'togglefullscreen':
      window?.setFullScreen(!window.isFullScreen());
      return;
    case 'about':
      app.showAboutPanel();
      return;
    default:
      throw new Error(`electron-host: the menu role ${role} is not implemented`);
  }
}
