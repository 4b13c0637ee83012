import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The part of electron-updater that Ferry uses. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  logger: null;
  /** Resolves with `null` where this kind of package cannot update itself. */
  checkForUpdates(): Promise<FoundUpdate | null>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface FoundUpdate {
  readonly isUpdateAvailable: boolean;
  readonly updateInfo: { readonly version: string };
}

export interface UpdateOptions {
  /** `process.resourcesPath`; a package with an update feed has a file there with its address. */
  readonly resourcesFolder: string;
  /**
   * Asks whether to restart into `version` now. Ferry asks once for each version until a restart.
   */
  readonly ask: (version: string) => Promise<boolean>;
  /**
   * Called before the windows close for the update: from now on, closing a window really closes it.
   */
  readonly onInstall: () => void;
  /** Receives errors; the window does not show an unreachable feed as an error. */
  readonly onProblem: (error: unknown) => void;
  readonly load?: () => Promise<Updater>;
  /** Calls `action` every few hours. Returns a function that stops it. */
  readonly repeat?: (action: () => void) => () => void;
}

export interface Updates {
  /**
   * While bytes move, Ferry downloads, asks and installs nothing. Ferry assumes that bytes move
   * until the first `false`, because the queue's work is unknown during the start.
   */
  setBusy(busy: boolean): void;
  stop(): void;
}

const hour = 3_600_000;

/**
 * Checks for a newer Ferry at start and every few hours, when the package has an update feed.
 * Otherwise it loads nothing and sends no request.
 */
export async function startUpdates(options: UpdateOptions): Promise<Updates> {
  const { resourcesFolder, load = loadUpdater, repeat = everySixHours } = options;
  if (!existsSync(join(resourcesFolder, 'app-update.yml'))) return off;
  const updater = await load();
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.logger = null;
  // Each failure also rejects a call; without this listener the event would end the app.
  updater.on('error', () => undefined);

  const rest = restGate();
  const declined = new Set<string>();
  let checking = false;
  let stopped = false;

  async function check(): Promise<void> {
    const found = await updater.checkForUpdates();
    if (found?.isUpdateAvailable !== true || declined.has(found.updateInfo.version)) return;
    const { version } = found.updateInfo;
    await rest.reached();
    await updater.downloadUpdate();
    do {
      await rest.reached();
      if (stopped) return;
      if (!(await options.ask(version))) {
        declined.add(version);
        return;
      }
      // Uploads may have begun while the question was open.
    } while (rest.isBusy());
    options.onInstall();
    updater.quitAndInstall();
  }

  function checkOnce(): void {
    if (checking) return;
    checking = true;
    check()
      .catch(options.onProblem)
      .finally(() => {
        checking = false;
      });
  }

  checkOnce();
  const stopRepeating = repeat(checkOnce);
  return {
    setBusy(busy) {
      rest.setBusy(busy);
    },
    stop() {
      stopped = true;
      stopRepeating();
    },
  };
}

const off: Updates = { setBusy: () => undefined, stop: () => undefined };

/** Lets callers wait until no bytes move. */
function restGate() {
  let busy = true;
  let waiting: (() => void)[] = [];
  return {
    isBusy: () => busy,
    setBusy(next: boolean) {
      busy = next;
      if (busy) return;
      const released = waiting;
      waiting = [];
      for (const release of released) release();
    },
    async reached(): Promise<void> {
      while (busy) {
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.push(resolve);
        await promise;
      }
    },
  };
}

/** Loads the updater on demand: it loads slowly, and most starts do not need it. */
async function loadUpdater(): Promise<Updater> {
  const { default: library } = await import('electron-updater');
  return library.autoUpdater as Updater;
}

function everySixHours(action: () => void): () => void {
  const timer = setInterval(action, 6 * hour);
  return () => {
    clearInterval(timer);
  };
}
