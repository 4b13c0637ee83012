import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { appOrigin } from '../calls/call-gate.ts';
import { followZoom } from './page-zoom.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';
import { windowBounds } from './window-state.ts';

/** The one window. It may be hidden, closed or crashed; uploads do not notice. */
export interface MainWindow {
  readonly current: () => BrowserWindow | undefined;
  /** Opens it, or brings it to the front. */
  readonly show: () => void;
  readonly hide: () => void;
  /** Writes down where it stands, for the next start. */
  readonly remember: () => Promise<void>;
}

export interface MainWindowOptions {
  readonly preferences: PreferencesFile;
  readonly preloadPath: string;
  readonly iconPath: string;
  /** Whether the app is about to quit: then a close is a close. */
  readonly quitting: () => boolean;
  /** A close became a hide. */
  readonly onHidden: () => void;
  /** The page is loaded anew: what was sent to the one before is lost. */
  readonly onPageGone: () => void;
}

const smallest = { minWidth: 640, minHeight: 420 };

export function createMainWindow(options: MainWindowOptions): MainWindow {
  let window: BrowserWindow | undefined;

  function open(): BrowserWindow {
    const { preferences, preloadPath, iconPath } = options;
    const state = preferences.current().window;
    const areas = screen.getAllDisplays().map((display) => display.workArea);
    const opened = new BrowserWindow({
      ...windowBounds(state, areas),
      ...smallest,
      show: false,
      title: 'Ferry',
      icon: iconPath,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#17191c' : '#fbfbfa',
      webPreferences: {
        preload: preloadPath,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
        zoomFactor: preferences.current().zoom,
      },
    });
    followZoom(opened, preferences);
    if (state.maximized) opened.maximize();
    opened.once('ready-to-show', () => {
      opened.show();
    });
    opened.on('close', (event) => {
      void remember(opened, preferences);
      if (options.quitting()) return;
      event.preventDefault();
      hide(opened);
      options.onHidden();
    });
    // Windows ends a session without asking the app to quit.
    opened.on('session-end', () => {
      app.quit();
    });
    opened.on('closed', () => {
      if (window === opened) window = undefined;
      options.onPageGone();
    });
    opened.webContents.on('render-process-gone', () => {
      options.onPageGone();
      // The page holds nothing that is not in the database: show it afresh.
      if (!opened.isDestroyed() && !options.quitting()) opened.webContents.reload();
    });
    void opened.loadURL(`${appOrigin}/index.html`);
    return opened;
  }

  return {
    current: () => window,
    show() {
      if (window === undefined || window.isDestroyed()) {
        window = open();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      app.focus({ steal: true });
    },
    hide() {
      if (window !== undefined) hide(window);
    },
    async remember() {
      if (window !== undefined && !window.isDestroyed()) {
        await remember(window, options.preferences);
      }
    },
  };
}

/** On macOS a hidden window that fills its screen would leave the screen black. */
function hide(window: BrowserWindow): void {
  if (!window.isFullScreen()) {
    window.hide();
    return;
  }
  window.once('leave-full-screen', () => {
    window.hide();
  });
  window.setFullScreen(false);
}

async function remember(window: BrowserWindow, preferences: PreferencesFile): Promise<void> {
  const { x, y, width, height } = window.getNormalBounds();
  const maximized = window.isMaximized();
  await preferences.change({ window: { x, y, width, height, maximized } });
}
