import type * as electronTypes from 'electron';
import { installControl } from './control.ts';
import { app } from './api/app.ts';
import { HostBrowserWindow } from './api/browser-window.ts';
import { clipboard } from './api/clipboard.ts';
import { crashReporter } from './api/crash-reporter.ts';
import { dialog } from './api/dialog.ts';
import { ipcMain } from './api/ipc-main.ts';
import { HostMenu } from './api/menu.ts';
import { nativeImage } from './api/native-image.ts';
import { nativeTheme } from './api/native-theme.ts';
import { HostNotification } from './api/notification.ts';
import { powerMonitor, powerSaveBlocker } from './api/power.ts';
import { protocol } from './api/schemes.ts';
import { safeStorage } from './api/safe-storage.ts';
import { screen } from './api/screen.ts';
import { session } from './api/session.ts';
import { shell } from './api/shell.ts';
import { HostTray } from './api/tray.ts';
import { webContents } from './api/web-contents-module.ts';
import { guard } from './strict.ts';

const BrowserWindow = guard('BrowserWindow', HostBrowserWindow);
const Menu = guard('Menu', HostMenu);
const Notification = guard('Notification', HostNotification);
const Tray = guard('Tray', HostTray);

const electron = guard('electron', {
  app,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
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
  webContents,
} satisfies Partial<Record<keyof typeof electronTypes, unknown>>);

installControl();

export {
  app,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
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
  webContents,
  // `import electron from 'electron'`, and what `require('electron')` answers.
  electron as default,
  electron as 'module.exports',
};
