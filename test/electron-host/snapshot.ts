import type { HostMenu } from './api/system/menu.ts';
import { allNotifications } from './api/system/notification.ts';
import { openWindows } from './api/window/open-windows.ts';
import { HostTray, shownTrays } from './api/system/tray.ts';
import { WindowWithBounds, type Progress } from './api/window/window-bounds.ts';

/** A menu item as plain data. */
export interface MenuItemShape {
  readonly label: string;
  readonly submenu: readonly MenuItemShape[];
}

/** A picture as plain data; the bytes are the PNG's, in base64. */
export interface ImageShape {
  readonly scaleFactors: readonly number[];
  readonly size: Electron.Size;
  readonly png: string;
}

/** What a user could see of the app outside its pages. */
export interface HostSnapshot {
  readonly trays: readonly {
    readonly toolTip: string;
    readonly image: ImageShape;
    readonly menu: readonly MenuItemShape[];
  }[];
  readonly notifications: readonly {
    readonly title: string;
    readonly body: string;
  }[];
  readonly windows: readonly { readonly progress: Progress }[];
}

function menuShape(menu: HostMenu | null | undefined): MenuItemShape[] {
  return (menu?.items ?? []).map(({ label, submenu }) => ({
    label,
    submenu: menuShape(submenu),
  }));
}

/** Looks at everything outside the pages. Destroyed trays are left out. */
export function takeSnapshot(): HostSnapshot {
  return {
    trays: shownTrays().map((tray) => {
      const { image, toolTip, menu } = HostTray.partsOf(tray);
      return {
        toolTip,
        image: {
          scaleFactors: image.getScaleFactors(),
          size: image.getSize(),
          png: image.toPNG().toString('base64'),
        },
        menu: menuShape(menu),
      };
    }),
    notifications: allNotifications().map((notification) => ({
      title: notification.title,
      body: notification.body,
    })),
    windows: openWindows.all().map((window) => ({ progress: WindowWithBounds.progressOf(window) })),
  };
}
