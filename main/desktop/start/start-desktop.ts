import { app, globalShortcut, powerMonitor, session } from 'electron';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Notifiers } from '../../../shared/ipc/define.ts';
import type { Power } from '../../engine/ports/system.ts';
import { serveApp, lockDown } from '../window/app-page.ts';
import { type Arrivals, createArrivals } from '../window/arrivals.ts';
import { currentWords, followTheme } from '../system/desktop-words.ts';
import { type AppFolders, builtFiles } from './app-identity.ts';
import { desktopHandlers } from '../calls/desktop-handlers.ts';
import { HandedOver } from '../calls/handed-over.ts';
import { answerCalls, createNotifiers } from '../calls/ipc.ts';
import {
  createSecretVault,
  keepSecretsOnceAllowed,
  type SecretVault,
  createSecretBox,
} from './secret-vault.ts';
import { createLazyFerry } from './ferry.ts';
import { createLazyPictures } from './lazy-pictures.ts';
import { followLaunchAtLogin, type LoginSystem } from '../system/login-item.ts';
import { createMainWindow, explainClose, createNavigator } from '../window/main-window.ts';
import { watchNetwork, createPower } from '../system/power.ts';
import { createNotifier } from '../tray/notifications.ts';
import type { OpenedQueue } from '../../opened-queue.ts';
import { openPreferences } from './private-files.ts';
import { quitCleanly } from '../system/system-events.ts';
import { showSystemMenus } from '../system/system-menus.ts';
import type { Updates } from '../system/updates.ts';
import { mayLackTray, trayKind, createTrayPanel, panelHandlers } from '../tray/tray-panel.ts';
import { followPasteShortcut, trayActions } from '../tray/tray-actions.ts';
import { createTray } from '../tray/tray.ts';

interface DesktopOptions {
  readonly folders: AppFolders;
  /** Opens no window until the user asks for it. */
  readonly hidden: boolean;
  readonly loginSystem: LoginSystem;
  /** Opens the queue with the ports that only the desktop has. */
  readonly openQueue: (ports: QueuePorts) => Promise<OpenedQueue>;
}

/** The system's ports for the queue. */
export interface QueuePorts {
  readonly power: Power;
  readonly keychain: SecretVault;
}

/**
 * Opens the window first. The queue opens when the page has loaded, or at once without a window.
 */
export function startDesktop(options: DesktopOptions): Arrivals {
  const { folders, hidden, loginSystem, openQueue } = options;
  const preferences = openPreferences(folders.preferencesFile);
  const words = () => currentWords(preferences);
  const box = createSecretBox(process.platform);
  const vault = createSecretVault({
    path: folders.secretsFile,
    box,
    plainFileAllowed: () => preferences.current().allowPlainSecrets,
  });
  const power = createPower(() => preferences.current().keepAwake);
  const ferry = createLazyFerry(() => openQueue({ power, keychain: vault }));

  lockDown(session.defaultSession);
  serveApp(builtFiles.page, async (id) => {
    const [row] = await (await ferry.ready).engine.queries.transfers([id]);
    return row;
  });
  followTheme(preferences);
  followLaunchAtLogin(preferences, loginSystem);
  keepSecretsOnceAllowed(preferences, ferry, vault);

  const ownWindow = () => window.current();
  const notify = createNotifiers(ownWindow);
  const window = createMainWindow({
    preferences,
    preloadPath: builtFiles.preload,
    iconPath: builtFiles.icon,
    quitting: () => quitting.begun(),
    onShown: () => {
      pictures.redraw();
    },
    onHidden: () => {
      if (mayLackTray(process.platform, process.env)) {
        void explainClose(preferences, words(), window);
      } else notifier.stillRunning();
    },
    onPageGone: () => {
      ferry.open();
      navigator.pageGone();
    },
  });
  const panel = createTrayPanel({
    preloadPath: builtFiles.preload,
    onShown: () => {
      pictures.redraw();
    },
    quitting: () => quitting.begun(),
  });
  const notifyPanel = createNotifiers(panel.current);
  const navigator = createNavigator(window.show, notify.app.navigate);
  const notifier = createNotifier({
    words,
    preferences,
    isWatching: () => ownWindow()?.isVisible() === true && ownWindow()?.isFocused() === true,
    open: navigator.go,
  });
  const pictures = createLazyPictures(ferry.ready, async () => {
    const { createPictures } = await import('../picture/picture-handlers.ts');
    return createPictures({
      ferry,
      preferences,
      notify: notify.picture,
      commandsFile: folders.commandsFile,
      isVisible: () => ownWindow()?.isVisible() === true && ownWindow()?.isMinimized() === false,
      panel: { notify: notifyPanel.picture, isVisible: panel.isVisible },
    });
  });
  const handedOver = new HandedOver();
  let queue: OpenedQueue | undefined;
  const handlers = desktopHandlers({
    ...folders,
    ferry,
    pictures,
    handedOver,
    preferences,
    box,
    vault,
    notify: { ...notify, settings: bothOf(notify.settings, notifyPanel.settings) },
    ownWindow,
    go: (route) => {
      panel.hide();
      navigator.go(route);
    },
    pasteShortcut: () => pasteShortcut(),
    checkForUpdates: async () => await (await updates).check(),
    onPageListens: () => {
      ferry.open();
      navigator.pageListens();
      // When the queue cannot open, the calls of the page report it.
      arrivals.remind().catch(() => undefined);
    },
  });
  answerCalls([
    { current: ownWindow, handlers },
    { current: panel.current, handlers: panelHandlers(handlers, pictures.askOfPanel) },
  ]);
  preferences.onChange(notify.app.preferencesChanged);
  preferences.onChange(notifyPanel.app.preferencesChanged);

  const quit = () => {
    app.quit();
  };
  const { go } = navigator;
  const arrivals = createArrivals({ ferry, handedOver, preferences, go });
  const actions = trayActions({
    ...{ handlers, preferences, go, show: window.show, quit },
    togglePanel: panel.toggle,
    nothingToPaste: () => {
      notifier.nothingToPaste();
    },
    takeFiles: (paths) => {
      // The window shows the error.
      arrivals.take({ paths, links: [], hidden: false }).catch(() => undefined);
    },
  });
  const pasteShortcut = followPasteShortcut({
    preferences,
    shortcuts: globalShortcut,
    pressed: actions.pasteClipboard,
  });
  showSystemMenus({
    words,
    preferences,
    actions: {
      ...actions,
      openSettings: () => {
        go({ view: 'settings' });
      },
      openGuide: () => void handlers.app.openDocumentation('user-guide'),
      openLogs: () => void handlers.app.openLogs(undefined),
    },
  });
  const tray = createTray({
    iconFolder: builtFiles.trayIcons,
    words,
    actions,
    quietLimit: () => preferences.current().quietLimit,
    isLimited: () => typeof queue?.engine.settings().bandwidthLimit === 'number',
    kind: trayKind(process.platform, process.env),
  });
  const stopWatching = watchNetwork(power.networkChanged);
  const quitting = quitCleanly(
    async () => {
      stopWatching();
      window.hide();
      panel.hide();
      tray.destroy();
      await Promise.allSettled([window.remember(), ferry.close()]);
    },
    { app, powerMonitor, process },
  );

  async function showStatus(): Promise<Updates> {
    queue = await ferry.ready;
    const { engine, pictures: queries } = queue;
    const { displayStatus } = await import('../tray/status-display.ts');
    const { savedDestination } = await import('../picture/lines/queue-now.ts');
    const showAgain = await displayStatus({
      engine,
      pictures: queries,
      tray,
      notifier,
      ownWindow,
      copyLinks: async ({ id, done, destination }) => {
        const saved = savedDestination(preferences.current().destinations, destination);
        if (saved?.copyWhenDone !== true || done === 0) return false;
        const copied = await handlers.transfers.copyLinks({ selection: { batchId: id } });
        return copied.count > 0;
      },
    });
    preferences.onChange(showAgain);
    const { offerUpdates } = await import('../system/updates.ts');
    const now = await engine.snapshot();
    return await offerUpdates({ engine, words, onInstall: quitting.expect }, now);
  }
  const updates = showStatus();
  // The window shows why the queue cannot open.
  updates.catch(() => undefined);
  if (hidden) ferry.open();
  else ferry.openInAnyCase();
  return arrivals;
}

/** Sends each event to both windows. */
function bothOf(
  one: Notifiers<FerryContract>['settings'],
  other: Notifiers<FerryContract>['settings'],
): Notifiers<FerryContract>['settings'] {
  return {
    changed: (settings) => {
      one.changed(settings);
      other.changed(settings);
    },
  };
}
