import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { Engine, ProgressUpdate } from '../../engine/api.ts';
import type { DesktopWords } from './desktop-words.ts';
import type { UpdateCheck } from '../../../shared/ipc/views.ts';

interface OfferUpdatesOptions {
  readonly engine: Pick<Engine, 'subscribe'>;
  readonly words: () => DesktopWords;
  /** After this call, closing a window really closes it instead of hiding it. */
  readonly onInstall: () => void;
}

/** Offers a newer version while no bytes move; not in an app that runs from its source. */
export async function offerUpdates(
  { engine, words, onInstall }: OfferUpdatesOptions,
  now: ProgressUpdate,
): Promise<Updates> {
  if (!app.isPackaged) return noUpdates;
  const updates = await startUpdates({
    resourcesFolder: process.resourcesPath,
    ask: (version) => askToUpdate(words(), version),
    onInstall,
    onProblem: () => undefined,
  });
  updates.setBusy(isBusy(now));
  engine.subscribe((update) => {
    updates.setBusy(isBusy(update));
  });
  app.once('quit', () => {
    updates.stop();
  });
  return updates;
}

function isBusy({ counters, scanning }: ProgressUpdate): boolean {
  const { queued, uploading, verifying } = counters.states;
  return scanning > 0 || queued.files + uploading.files + verifying.files > 0;
}

/** Asks whether to restart into `version` now; closing the question means later. */
async function askToUpdate(words: DesktopWords, version: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: words.updateTitle(version),
    detail: words.updateText,
    buttons: [words.updateNow, words.updateLater],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

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
  /** Checks now, because a person asked; also offers a version again that was declined. */
  check(): Promise<UpdateCheck>;
  stop(): void;
}

const hour = 3_600_000;

/**
 * Checks for a newer Ferry at start and every few hours, when the package has an update feed.
 * Otherwise it loads nothing and sends no request.
 */
export async function startUpdates(options: UpdateOptions): Promise<Updates> {
  const { resourcesFolder, load = loadUpdater, repeat = everySixHours } = options;
  if (!existsSync(join(resourcesFolder, 'app-update.yml'))) return noUpdates;
  const updater = await load();
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.logger = null;
  // Each failure also rejects a call; without this listener the event would end the app.
  updater.on('error', () => undefined);

  const rest = restGate();
  const declined = new Set<string>();
  let offering = false;
  let stopped = false;

  /** The version of a newer Ferry, or why there is none. */
  async function find(): Promise<{ readonly version: string } | 'not-set-up' | 'newest'> {
    const found = await updater.checkForUpdates();
    if (found === null) return 'not-set-up';
    return found.isUpdateAvailable ? { version: found.updateInfo.version } : 'newest';
  }

  async function offer(version: string): Promise<void> {
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

  function offerOnce(version: string): void {
    if (offering) return;
    offering = true;
    offer(version)
      .catch(options.onProblem)
      .finally(() => {
        offering = false;
      });
  }

  async function checkQuietly(): Promise<void> {
    if (offering) return;
    const found = await find();
    if (typeof found === 'object' && !declined.has(found.version)) offerOnce(found.version);
  }

  const checkByTime = (): void => void checkQuietly().catch(options.onProblem);
  checkByTime();
  const stopRepeating = repeat(checkByTime);
  return {
    setBusy(busy) {
      rest.setBusy(busy);
    },
    async check() {
      const found = await find().catch((error: unknown) => {
        options.onProblem(error);
        return 'failed' as const;
      });
      if (typeof found === 'string') return found;
      offerOnce(found.version);
      return 'found';
    },
    stop() {
      stopped = true;
      stopRepeating();
    },
  };
}

/** Of a package without a feed, and of an app that runs from its source. */
const noUpdates: Updates = {
  setBusy: () => undefined,
  check: () => Promise.resolve('not-set-up'),
  stop: () => undefined,
};

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
