import { app } from './api/app.ts';
import { registeredShortcuts } from './api/global-shortcut.ts';
import { openContextMenu, type HostMenu } from './api/menu.ts';
import type { HostNativeImage } from './api/native-image.ts';
import { allNotifications, HostNotification } from './api/notification.ts';
import { openWindows } from './api/open-windows.ts';
import { activeBlockers } from './api/power.ts';
import { allTrays, HostTray } from './api/tray.ts';
import { WindowLook, type WindowLookShape } from './api/window-look.ts';

/** A menu item as plain data. */
export interface MenuItemShape {
  readonly label: string;
  readonly type: string;
  readonly role: string | undefined;
  readonly accelerator: string | null;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly checked: boolean;
  readonly submenu: readonly MenuItemShape[];
}

/** A picture as plain data; the bytes are the PNG's, in base64. */
export interface ImageShape {
  readonly scaleFactors: readonly number[];
  readonly size: Electron.Size;
  readonly isTemplate: boolean;
  readonly png: string;
}

/** What a user could see of the app outside its pages. */
export interface HostSnapshot {
  readonly trays: readonly {
    readonly toolTip: string;
    readonly title: string;
    readonly image: ImageShape;
    readonly menu: readonly MenuItemShape[];
  }[];
  readonly notifications: readonly {
    readonly title: string;
    readonly body: string;
    readonly isShown: boolean;
  }[];
  readonly windows: readonly (WindowLookShape & {
    readonly id: number;
    readonly title: string;
    readonly bounds: Electron.Rectangle;
    readonly isVisible: boolean;
    readonly isFocused: boolean;
    readonly hasDevTools: boolean;
  })[];
  readonly applicationMenu: readonly MenuItemShape[];
  readonly contextMenu: readonly MenuItemShape[];
  readonly blockers: readonly string[];
  readonly shortcuts: readonly string[];
  readonly badgeCount: number;
  readonly opensAtLogin: boolean;
}

function menuShape(menu: HostMenu | null | undefined): MenuItemShape[] {
  return (menu?.items ?? []).map((item) => ({
    label: item.label,
    type: item.type,
    role: item.role,
    accelerator: item.accelerator,
    enabled: item.enabled,
    visible: item.visible,
    checked: item.checked,
    submenu: menuShape(item.submenu),
  }));
}

function imageShape(image: HostNativeImage): ImageShape {
  return {
    scaleFactors: image.getScaleFactors(),
    size: image.getSize(),
    isTemplate: image.isTemplateImage(),
    png: image.toPNG().toString('base64'),
  };
}

/** Looks at everything outside the pages. Destroyed trays are left out. */
export function takeSnapshot(): HostSnapshot {
  return {
    trays: allTrays()
      .filter((tray) => !tray.isDestroyed())
      .map((tray) => ({
        toolTip: HostTray.toolTipOf(tray),
        title: tray.getTitle(),
        image: imageShape(HostTray.imageOf(tray)),
        menu: menuShape(HostTray.menuOf(tray)),
      })),
    notifications: allNotifications().map((notification) => ({
      title: notification.title,
      body: notification.body,
      isShown: HostNotification.isShown(notification),
    })),
    windows: openWindows.all().map((window) => ({
      ...WindowLook.lookOf(window),
      id: window.id,
      title: window.getTitle(),
      bounds: window.getBounds(),
      isVisible: window.isVisible(),
      isFocused: window.isFocused(),
      hasDevTools: window.webContents.isDevToolsOpened(),
    })),
    applicationMenu: menuShape(app.applicationMenu),
    contextMenu: menuShape(openContextMenu()),
    blockers: activeBlockers(),
    shortcuts: [...registeredShortcuts().keys()],
    badgeCount: app.getBadgeCount(),
    opensAtLogin: app.getLoginItemSettings().openAtLogin,
  };
}
