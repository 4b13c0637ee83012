import { clipboard, HostClipboardItem } from './api/system/clipboard.ts';
import { pressShortcut, takeShortcut } from './api/system/global-shortcut.ts';
import { HostIpcMain, ipcMain } from './api/window/ipc-main.ts';
import type { HostMenu, HostMenuItem } from './api/system/menu.ts';
import { allNotifications } from './api/system/notification.ts';
import { openWindows } from './api/window/open-windows.ts';
import { defaultSession, HostSession } from './api/window/session.ts';
import { HostTray, shownTrays } from './api/system/tray.ts';
import { WindowWithBounds } from './api/window/window-bounds.ts';
import { createEvent } from './host-event.ts';
import { journal } from './journal.ts';

/** A menu item as plain data. */
interface MenuItemShape {
  readonly label: string;
  readonly submenu: readonly MenuItemShape[];
}

function menuShape(menu: HostMenu | null | undefined): MenuItemShape[] {
  return (menu?.items ?? []).map(({ label, submenu }) => ({ label, submenu: menuShape(submenu) }));
}

function newestTray(): HostTray {
  const tray = shownTrays().at(-1);
  if (!tray) throw new Error('The app shows no tray.');
  return tray;
}

function itemAt(labels: readonly string[]): HostMenuItem {
  let menu: HostMenu | null | undefined = HostTray.partsOf(newestTray()).menu;
  let found: HostMenuItem | undefined;
  for (const label of labels) {
    found = menu?.items.find((item) => item.label === label);
    if (!found) throw new Error(`The menu of the tray has no item ${labels.join(' > ')}.`);
    menu = found.submenu;
  }
  if (!found) throw new Error('A menu item is named by at least one label.');
  return found;
}

/**
 * What a test can do in the place of the user and the desktop. Everything it takes and answers is
 * plain data, for it is called from the test's process; see `record.ts`.
 */
export const control = {
  /** What a user could see of the app outside its pages. Destroyed trays are left out. */
  snapshot: () => ({
    trays: shownTrays().map((tray) => {
      const { pictures, menu } = HostTray.partsOf(tray);
      // PNGs in base64, the second for `@2x`.
      return { pictures: pictures.map((png) => png.toString('base64')), menu: menuShape(menu) };
    }),
    notifications: allNotifications().map(({ title, body }) => ({ title, body })),
    windows: openWindows.all().map((window) => ({ progress: WindowWithBounds.progressOf(window) })),
  }),
  notes: () => journal,

  /** Throws when the item is disabled: a user could not click it. */
  clickMenuItem(...labels: string[]): void {
    const item = itemAt(labels);
    if (!item.enabled) throw new Error(`The menu item ${labels.join(' > ')} is disabled.`);
    item.click();
  },
  /** Another program has the shortcut from now on. */
  takeShortcut: (accelerator: string): void => {
    takeShortcut(accelerator);
  },
  /** Presses a global shortcut; false when the app does not have it. */
  pressShortcut: (accelerator: string): boolean => pressShortcut(accelerator),
  /** Activates the tray's icon: Linux tells no bounds. */
  clickTray(): void {
    newestTray().announce('click', createEvent({}), { x: 0, y: 0, width: 0, height: 0 });
  },
  /** Drops files on the tray's icon, as macOS lets people do. */
  dropOnTray(paths: readonly string[]): void {
    newestTray().announce('drop-files', createEvent({}), [...paths]);
  },
  /** Clicks the newest notification with this title. */
  clickNotification(title: string): void {
    const notification = allNotifications().findLast((candidate) => candidate.title === title);
    if (!notification) throw new Error(`There is no notification ${title}.`);
    notification.announce('click', createEvent({}));
  },
  /** Fills the main process's clipboard; payloads are base64 by MIME type. */
  setClipboard(payloads: Readonly<Record<string, string>>): Promise<void> {
    const blobs = Object.entries(payloads).map(
      ([type, base64]) => [type, new Blob([Buffer.from(base64, 'base64')], { type })] as const,
    );
    const item = new HostClipboardItem(Object.fromEntries(blobs));
    return clipboard.write([item as unknown as Electron.ClipboardItem]);
  },

  /** Whether the app grants a permission; Electron grants what no handler decides. */
  askPermission(permission: string): Promise<boolean> {
    const request = HostSession.requestHandlerOf(defaultSession);
    const [window] = openWindows.all();
    if (!request) return Promise.resolve(true);
    return new Promise((resolve) => {
      (request as (...values: unknown[]) => void)(window?.webContents, permission, resolve, {
        isMainFrame: true,
        requestingUrl: window?.webContents.getURL(),
      });
    });
  },
  /** Calls an `ipcMain.handle` handler as a frame with this address would, were there one. */
  invokeFromFrame(
    frame: { readonly url: string; readonly isTop: boolean },
    channel: string,
    ...values: readonly unknown[]
  ): Promise<unknown> {
    const handler = HostIpcMain.handlerOf(ipcMain, channel);
    const [window] = openWindows.all();
    if (!handler || !window) throw new Error(`Nobody handles ${channel}.`);
    const parent = frame.isTop ? null : window.webContents.mainFrame;
    const senderFrame = { url: frame.url, parent };
    const event = createEvent({ sender: window.webContents, senderFrame });
    return new Promise((resolve) => {
      resolve(handler(event as unknown as Electron.IpcMainInvokeEvent, ...(values as never[])));
    });
  },
};

/** What `record.ts` reaches from the test's process. */
export type HostControl = typeof control;

/** Puts the control where Playwright's `app.evaluate` finds it. The app never looks for it. */
export function installControl(): void {
  Object.defineProperty(globalThis, '__electronHost', { value: control });
}
