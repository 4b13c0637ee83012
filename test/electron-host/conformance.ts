import type { EventEmitter } from 'node:events';
import type { HostApp } from './api/app/app.ts';
import type { HostBrowserWindow } from './api/window/browser-window.ts';
import type { HostIpcMain } from './api/window/ipc-main.ts';
import type { HostMenu, HostMenuItem } from './api/system/menu.ts';
import type { HostNativeImage } from './api/system/native-image.ts';
import type { HostNativeTheme } from './api/system/native-theme.ts';
import type { HostNotification } from './api/system/notification.ts';
import type { HostSession } from './api/window/session.ts';
import type { HostTray } from './api/system/tray.ts';
import type { HostWebContents } from './contents/web-contents.ts';
import type { HostEmitter } from './strict.ts';

/** The names that `Host` offers and electron.d.ts does not know on `Face`. */
export type Invented<Host, Face> = Exclude<
  Extract<keyof Host, string>,
  keyof Face | keyof EventEmitter | keyof HostEmitter<Face>
>;

type None<Names extends never> = Names;

/**
 * One line per class, each of which compiles only as long as the class invents no name. Signatures
 * are compared by `implements PartOf<...>` at the classes, events by `announce`, modules made of
 * plain functions by `strict<...>`.
 */
export type Conformance = [
  None<Invented<HostApp, Electron.App>>,
  None<Invented<HostBrowserWindow, Electron.BrowserWindow>>,
  None<Invented<HostIpcMain, Electron.IpcMain>>,
  None<Invented<HostMenu, Electron.Menu>>,
  None<Invented<HostMenuItem, Electron.MenuItem>>,
  None<Invented<HostNativeImage, Electron.NativeImage>>,
  None<Invented<HostNativeTheme, Electron.NativeTheme>>,
  None<Invented<HostNotification, Electron.Notification>>,
  None<Invented<HostSession, Electron.Session>>,
  None<Invented<HostTray, Electron.Tray>>,
  None<Invented<HostWebContents, Electron.WebContents>>,
];
