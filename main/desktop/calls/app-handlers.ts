import { readFile, stat, writeFile } from 'node:fs/promises';
import { arch, release } from 'node:os';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { app, shell, type BrowserWindow, dialog } from 'electron';
import { toErrorRecord } from '../../../shared/errors.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers, Notifiers } from '../../../shared/ipc/define.ts';
import type { AppInfo, PasteShortcutState, Route, UpdateCheck } from '../../../shared/ipc/views.ts';
import type { SecretBox } from '../start/secret-vault.ts';
import { documentLocation } from './documents.ts';
import { type DesktopFerry, engineOf } from '../start/ferry.ts';
import type { PreferencesFile } from '../start/private-files.ts';
import { currentLanguage, systemLanguage } from '../system/desktop-words.ts';

interface AppHandlersOptions {
  readonly preferences: PreferencesFile;
  readonly box: SecretBox;
  readonly ferry: DesktopFerry;
  readonly logFile: string;
  readonly databaseFile: string;
  readonly ownWindow: () => BrowserWindow | undefined;
  readonly go: (route: Route) => void;
  readonly pasteShortcut: () => PasteShortcutState;
  readonly checkForUpdates: () => Promise<UpdateCheck>;
}

/**
 * Handlers of the app itself. Only the call about the database's recovery waits for the database.
 */
export function appHandlers(options: AppHandlersOptions): Handlers<FerryContract>['app'] {
  const { preferences, box, ferry } = options;
  return {
    async info() {
      return {
        version: app.getVersion(),
        platform: platformOf(process.platform),
        systemLanguage: systemLanguage(),
        preferences: preferences.current(),
        secretStorage: await box.storage(),
      };
    },
    preferences: () => Promise.resolve(preferences.current()),
    changePreferences: async (change) => {
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      return await preferences.change(Object.fromEntries(given));
    },
    openLogs: () => {
      shell.showItemInFolder(options.logFile);
      return Promise.resolve();
    },
    openDatabaseFolder: async () => {
      await shell.openPath(dirname(options.databaseFile));
    },
    queueRecovery: async () => (await ferry.ready).recovery ?? null,
    exportDiagnostics: () => exportDiagnostics(options),
    startEngine: async () => {
      await (await ferry.ready).startAgain();
    },
    pasteShortcut: () => Promise.resolve(options.pasteShortcut()),
    checkForUpdates: options.checkForUpdates,
    openWindow: ({ batchId }) => {
      options.go({ view: 'transfers', ...(batchId !== undefined && { batchId }) });
      return Promise.resolve();
    },
    openDocumentation: async (name) => {
      const location = documentLocation(name, {
        language: currentLanguage(preferences),
        resources: app.isPackaged ? process.resourcesPath : undefined,
        sources: app.getAppPath(),
      });
      if ('url' in location) await shell.openExternal(location.url);
      // Without a program for the file, Ferry shows its folder instead.
      else if ((await shell.openPath(location.file)) !== '') shell.showItemInFolder(location.file);
    },
  };
}

function platformOf(platform: NodeJS.Platform): AppInfo['platform'] {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux';
}

/** Handlers of the engine's settings, and of a test request through a new proxy. */
export function settingsHandlers(
  ferry: DesktopFerry,
  notify: Notifiers<FerryContract>['settings'],
): Handlers<FerryContract>['settings'] {
  return {
    get: async () => (await engineOf(ferry)).settings(),
    async change(change) {
      const engine = await engineOf(ferry);
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      const changed = await engine.changeSettings(Object.fromEntries(given));
      notify.changed(changed);
      return changed;
    },
    async saveProxyPassword({ userName, password }) {
      await (await ferry.ready).saveProxyPassword(userName, password);
    },
    async testProxy({ proxy, password }) {
      const begun = performance.now();
      try {
        await (await ferry.ready).tryProxy(proxy, password);
        return { ok: true, milliseconds: Math.round(performance.now() - begun) };
      } catch (thrown) {
        return { ok: false, error: toErrorRecord(thrown) };
      }
    },
  };
}

const lastLines = 1000;

/**
 * Asks for a file and writes the facts for support into it. The file holds no keys: the log has
 * typed fields only. Destinations, accounts and the proxy appear only by their kind.
 *
 * @returns false when the user cancelled the dialog
 */
async function exportDiagnostics(options: AppHandlersOptions): Promise<boolean> {
  const own = options.ownWindow();
  const name = { defaultPath: 'ferry-diagnostics.json' };
  const chosen = await (own === undefined
    ? dialog.showSaveDialog(name)
    : dialog.showSaveDialog(own, name));
  if (chosen.canceled || chosen.filePath === '') return false;
  const text = JSON.stringify(await collect(options), undefined, 2);
  await writeFile(chosen.filePath, `${text}\n`);
  return true;
}

async function collect(options: AppHandlersOptions): Promise<object> {
  const { destinations, currentDestination: _current, ...rest } = options.preferences.current();
  return {
    versions: { ferry: app.getVersion(), ...process.versions },
    system: { platform: process.platform, release: release(), arch: arch() },
    secretStorage: await options.box.storage(),
    preferences: { ...rest, destinations: destinations.length },
    engine: await engineState(options).catch((thrown: unknown) => ({
      error: toErrorRecord(thrown),
    })),
    queue: await queueFacts(options).catch((thrown: unknown) => ({ error: toErrorRecord(thrown) })),
    log: await lastLogLines(options.logFile),
  };
}

async function engineState({ ferry }: AppHandlersOptions): Promise<object> {
  const { engine } = await ferry.ready;
  return (await engine.snapshot()).engine;
}

async function queueFacts({ ferry, databaseFile }: AppHandlersOptions): Promise<object> {
  const { engine } = await ferry.ready;
  const bytesOf = (path: string) =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    );
  const { proxy, ...settings } = engine.settings();
  return {
    settings: { ...settings, proxy: proxy.mode },
    counters: await engine.queries.counters(),
    failures: (await engine.queries.failures()).map(({ code, files }) => ({ code, files })),
    accounts: (await engine.accounts()).map(({ addressing, region }) => ({ addressing, region })),
    databaseBytes: await bytesOf(databaseFile),
    walBytes: await bytesOf(`${databaseFile}-wal`),
  };
}

async function lastLogLines(path: string): Promise<readonly unknown[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-lastLines)
    .map((line) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        // A power loss can cut off the last line.
        return line;
      }
    });
}
