import { BrowserWindow, nativeTheme, screen } from 'electron';
import { appOrigin } from '../calls/call-gate.ts';
import { panelPlace, panelSize, type ScreenArea } from './panel-place.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import type { SomeHandlers } from '../calls/ipc.ts';

/** The small window at the tray. It exists from its first use on, and is hidden when it loses the focus. */
export interface TrayPanel {
  readonly current: () => BrowserWindow | undefined;
  /** Shows the panel at the icon, or hides it. @param icon absent: at the pointer */
  readonly toggle: (icon?: ScreenArea) => void;
  readonly hide: () => void;
  readonly isVisible: () => boolean;
}

export interface TrayPanelOptions {
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
