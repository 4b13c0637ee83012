import { app, BrowserWindow, dialog, nativeTheme, type Rectangle, screen } from 'electron';
import type { Route } from '../../../shared/ipc/views.ts';
import type { Preferences } from '../../../shared/preferences.ts';
import { appOrigin } from '../calls/call-gate.ts';
import type { PreferencesFile } from '../start/private-files.ts';
import type { DesktopWords } from '../system/desktop-words.ts';

/** The only window. Uploads continue while it is hidden, closed or crashed. */
interface MainWindow {
  readonly current: () => BrowserWindow | undefined;
  /** Opens the window, or brings it to the front. */
  readonly show: () => void;
  readonly hide: () => void;
  readonly minimize: () => void;
  /** Stores the window's position and size for the next start. */
  readonly remember: () => Promise<void>;
}

interface MainWindowOptions {
  readonly preferences: PreferencesFile;
  readonly preloadPath: string;
  readonly iconPath: string;
  /** Whether the app is about to quit: then closing the window really closes it. */
  readonly quitting: () => boolean;
  /** Called when the window is shown again after it was hidden or minimized. */
  readonly onShown: () => void;
  /** Called when closing the window has hidden it. */
  readonly onHidden: () => void;
  /** Called when the page reloads: events that were sent to the old page are lost. */
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
    opened.on('show', options.onShown);
    opened.on('restore', options.onShown);
    opened.on('close', (event) => {
      void remember(opened, preferences);
      if (options.quitting()) return;
      event.preventDefault();
      if (options.preferences.current().closeTo === 'taskbar') {
        opened.minimize();
        return;
      }
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
      // All state of the page is in the database, so Ferry reloads the page.
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
    minimize() {
      if (window === undefined || window.isDestroyed()) return;
      window.show();
      window.minimize();
    },
    async remember() {
      if (window !== undefined && !window.isDestroyed()) {
        await remember(window, options.preferences);
      }
    },
  };
}

/** On macOS, hiding a full-screen window would leave the screen black. */
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

/** Applies the user's zoom factor when the page loads, and whenever the setting changes. */
function followZoom(window: BrowserWindow, preferences: PreferencesFile): void {
  const { webContents } = window;
  const apply = () => {
    webContents.setZoomFactor(preferences.current().zoom);
  };
  webContents.on('dom-ready', apply);
  window.on('closed', preferences.onChange(apply));
}

/**
 * Says once, where the desktop may show no tray icon, how the closed window comes back, and offers to
 * keep it in the taskbar.
 */
export async function explainClose(
  preferences: PreferencesFile,
  words: DesktopWords,
  window: Pick<MainWindow, 'minimize'>,
): Promise<void> {
  if (preferences.current().closeExplained) return;
  await preferences.change({ closeExplained: true });
  const { response } = await dialog.showMessageBox({
    type: 'info',
    title: 'Ferry',
    message: words.stillRunningTitle,
    detail: words.noTrayText,
    buttons: [words.hideWindow, words.keepInTaskbar],
    defaultId: 1,
    cancelId: 0,
    noLink: true,
  });
  if (response !== 1) return;
  await preferences.change({ closeTo: 'taskbar' });
  window.minimize();
}

type WindowState = Preferences['window'];

/** The width of the title bar that must be visible, so that the mouse can grab the window. */
const grip = 80;

/**
 * Where the window opens. Discards a position on a screen that no longer exists; limits the size to
 * the screen.
 */
export function windowBounds(
  state: WindowState,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { readonly width: number; readonly height: number } {
  const largest = workAreas.reduce(
    (most, area) => ({
      width: Math.max(most.width, area.width),
      height: Math.max(most.height, area.height),
    }),
    { width: 800, height: 600 },
  );
  const width = Math.min(state.width, largest.width);
  const height = Math.min(state.height, largest.height);
  const { x, y } = state;
  if (x === null || y === null) return { width, height };
  const caught = workAreas.some(
    (area) =>
      x + width > area.x + grip &&
      x < area.x + area.width - grip &&
      y >= area.y &&
      y < area.y + area.height - grip,
  );
  return caught ? { x, y, width, height } : { width, height };
}

/** Opens a view of the window from outside the window. */
interface Navigator {
  /** Shows the window at this route. */
  readonly go: (route: Route) => void;
  /** The page has started to listen. */
  readonly pageListens: () => void;
  /** The page is gone; the next page will listen. */
  readonly pageGone: () => void;
}

/** Keeps the route for a page that has not loaded yet. */
export function createNavigator(
  showWindow: () => void,
  navigate: (route: Route) => void,
): Navigator {
  let listening = false;
  let pending: Route | undefined;
  return {
    go(route) {
      showWindow();
      if (listening) navigate(route);
      else pending = route;
    },
    pageListens() {
      listening = true;
      const route = pending;
      pending = undefined;
      if (route !== undefined) navigate(route);
    },
    pageGone() {
      listening = false;
    },
  };
}
