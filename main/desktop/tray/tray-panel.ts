import { BrowserWindow, nativeTheme, type Rectangle, screen } from 'electron';
import type { SomeHandlers } from '../calls/ipc.ts';
import { appOrigin } from '../calls/call-gate.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';

/** The small window at the tray. It exists from its first use on, and is hidden when it loses the focus. */
export interface TrayPanel {
  readonly current: () => BrowserWindow | undefined;
  /** Shows the panel at the icon, or hides it. @param icon absent: at the pointer */
  readonly toggle: (icon?: Rectangle) => void;
  readonly hide: () => void;
  readonly isVisible: () => boolean;
}

interface TrayPanelOptions {
  readonly preloadPath: string;
  /** Called when the panel is shown again. */
  readonly onShown: () => void;
  /** True while the app quits: then the panel closes. */
  readonly quitting: () => boolean;
}

export function createTrayPanel(options: TrayPanelOptions): TrayPanel {
  let window: BrowserWindow | undefined;

  function open(): BrowserWindow {
    const opened = new BrowserWindow({
      ...panelSize,
      show: false,
      frame: false,
      resizable: false,
      movable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      title: 'Ferry',
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#23272b' : '#ffffff',
      webPreferences: {
        preload: options.preloadPath,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
      },
    });
    opened.on('blur', () => {
      opened.hide();
    });
    opened.on('show', options.onShown);
    opened.on('close', (event) => {
      if (options.quitting()) return;
      event.preventDefault();
      opened.hide();
    });
    opened.on('closed', () => {
      if (window === opened) window = undefined;
    });
    opened.webContents.on('render-process-gone', () => {
      opened.destroy();
    });
    void opened.loadURL(`${appOrigin}/index.html?panel`);
    return opened;
  }

  const isVisible = (): boolean => window?.isDestroyed() === false && window.isVisible();

  return {
    current: () => window,
    isVisible,
    toggle(icon) {
      if (isVisible()) {
        window?.hide();
        return;
      }
      window ??= open();
      const point = screen.getCursorScreenPoint();
      const at = icon ?? { ...point, width: 0, height: 0 };
      const { workArea } = screen.getDisplayNearestPoint({ x: at.x, y: at.y });
      const { x, y } = panelPlace(at, workArea);
      window.setPosition(x, y);
      window.show();
    },
    hide() {
      if (isVisible()) window?.hide();
    },
  };
}

/** The calls that the panel at the tray may make: it can add nothing, change no account, see no key. */
export function panelHandlers(
  handlers: Handlers<FerryContract>,
  ask: Handlers<FerryContract>['picture']['ask'],
): SomeHandlers {
  const { app, accounts, transfers, settings } = handlers;
  return {
    app: { info: app.info, preferences: app.preferences, openWindow: app.openWindow },
    accounts: { list: accounts.list },
    picture: { ask },
    transfers: {
      pause: transfers.pause,
      resume: transfers.resume,
      copyLinks: transfers.copyLinks,
    },
    settings: {
      get: settings.get,
      // Of the settings it shows the limit only.
      change: ({ bandwidthLimit }) => settings.change({ bandwidthLimit }),
    },
  };
}

const panelSize = { width: 360, height: 480 } as const;

/** Pixels between the panel and the icon, and the edges of the screen. */
const gap = 6;

/**
 * Where the panel of the tray stands: centred at the icon, on its side that has space, and inside the
 * work area.
 *
 * @param icon the bounds of the icon; a point has no width and no height
 */
export function panelPlace(icon: Rectangle, workArea: Rectangle): { x: number; y: number } {
  const { width, height } = panelSize;
  const below = icon.y + icon.height + gap;
  const fitsBelow = below + height <= workArea.y + workArea.height;
  const x = icon.x + icon.width / 2 - width / 2;
  const y = fitsBelow ? below : icon.y - gap - height;
  return {
    x: within(x, workArea.x, workArea.width, width),
    y: within(y, workArea.y, workArea.height, height),
  };
}

function within(wanted: number, start: number, length: number, size: number): number {
  const last = Math.max(start + gap, start + length - size - gap);
  return Math.round(Math.min(last, Math.max(start + gap, wanted)));
}

/**
 * How the tray reacts where the app runs. Without a place for a panel the icon has a plain menu: a
 * Wayland compositor lets no app choose where a window stands. macOS shows a menu in place of every
 * click where one is set, so there and on Windows the right button opens it.
 *
 * https://www.electronjs.org/docs/latest/api/tray
 */
export function trayKind(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): 'panel' | 'panel-with-menu' | 'menu' {
  if (platform !== 'linux') return 'panel';
  return isWayland(environment) ? 'menu' : 'panel-with-menu';
}

/**
 * True where the desktop may show no tray icon: GNOME shows icons with an extension only, and some
 * versions of Electron do not reach that extension (electron/electron#53213).
 */
export function mayLackTray(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const desktops = (environment['XDG_CURRENT_DESKTOP'] ?? '').toLowerCase().split(':');
  return platform === 'linux' && (desktops.includes('gnome') || isWayland(environment));
}

function isWayland(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment['XDG_SESSION_TYPE'] === 'wayland';
}
