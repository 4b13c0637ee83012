import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What Ferry uses of electron-updater. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  logger: null;
  /** Answers `null` where this kind of package cannot update itself. */
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
  /** `process.resourcesPath`; a package with a feed has its address in a file there. */
  readonly resourcesFolder: string;
  /** Whether to restart into `version` now. Not asked again about the same one until a restart. */
  readonly ask: (version: string) => Promise<boolean>;
  /** Called before the windows are closed for the update: from here on a close is a close. */
  readonly onInstall: () => void;
  /** A feed that cannot be reached is no error to show. */
  readonly onProblem: (error: unknown) => void;
  readonly load?: () => Promise<Updater>;
  /** Calls back every few hours until the answer is called. */
  readonly repeat?: (action: () => void) => () => void;
}

export interface Updates {
  /**
   * While bytes move nothing is downloaded, asked or installed. They are taken to move until the
   * first `false`: what the queue will do is not known while the app starts.
   */
  setBusy(busy: boolean): void;
  stop(): void;
}

const hour = 3_600_000;

/**
 * Looks for a newer Ferry, now and every few hours, when the package was made with an update feed;
 * otherwise nothing is loaded and nothing is asked of the network.
 */
export async function startUpdates(options: UpdateOptions): Promise<Updates> {
  const { resourcesFolder, load = loadUpdater, repeat = everySixHours } = options;
  if (!existsSync(join(resourcesFolder, 'app-update.yml'))) return off;
  const updater = await load();
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.logger = null;
  // Every failure is also the rejection of a call; without a listener it would end the app.
  updater.on('error', () => undefined);

  const rest = restGate();
  const declined = new Set<string>();
  let looking = false;
  let stopped = false;

  async function look(): Promise<void> {
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

  function lookOnce(): void {
    if (looking) return;
    looking = true;
    look()
      .catch(options.onProblem)
      .finally(() => {
        looking = false;
      });
  }

  lookOnce();
  const stopRepeating = repeat(lookOnce);
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

/** Lets callers wait until nothing moves. */
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

/** It takes a while to load, and most starts of Ferry do not need it. */
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
