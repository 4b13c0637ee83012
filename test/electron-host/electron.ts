import type * as electronTypes from 'electron';
import { installControl } from './control.ts';
import { app } from './api/app/app.ts';
import { HostBrowserWindow } from './api/window/browser-window.ts';
import { clipboard } from './api/system/clipboard.ts';
import { dialog, powerMonitor, powerSaveBlocker, screen, shell } from './api/system/desktop.ts';
import { ipcMain } from './api/window/ipc-main.ts';
import { globalShortcut } from './api/system/global-shortcut.ts';
import { HostMenu } from './api/system/menu.ts';
import { nativeImage } from './api/system/native-image.ts';
import { nativeTheme } from './api/system/native-theme.ts';
import { HostNotification } from './api/system/notification.ts';
import { protocol } from './api/window/schemes.ts';
import { safeStorage } from './api/system/safe-storage.ts';
import { session } from './api/window/session.ts';
import { HostTray } from './api/system/tray.ts';
import { guard } from './strict.ts';

const BrowserWindow = guard('BrowserWindow', HostBrowserWindow);
const Menu = guard('Menu', HostMenu);
const Notification = guard('Notification', HostNotification);
const Tray = guard('Tray', HostTray);

const electron = guard('electron', {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
} satisfies Partial<Record<keyof typeof electronTypes, unknown>>);

installControl();

export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  // `import electron from 'electron'`, and what `require('electron')` answers.
  electron as default,
  electron as 'module.exports',
};
