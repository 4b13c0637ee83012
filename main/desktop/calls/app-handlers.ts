import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { app, shell } from 'electron';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers, Notifiers } from '../../../shared/ipc/define.ts';
import type { AppInfo, PasteShortcutState, Route, UpdateCheck } from '../../../shared/ipc/views.ts';
import { currentLanguage } from '../window/appearance.ts';
import { documentLocation } from './documents.ts';
import { type DesktopFerry, engineOf } from '../start/ferry.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';
import type { SecretBox } from '../security/sealed-file.ts';
import { toErrorRecord } from '../../../shared/errors.ts';

interface AppHandlersOptions {
  readonly preferences: PreferencesFile;
  readonly box: SecretBox;
  readonly systemLanguage: () => 'en' | 'zh-CN';
  readonly ferry: DesktopFerry;
  readonly logFile: string;
  readonly databaseFile: string;
  readonly exportDiagnostics: () => Promise<boolean>;
  readonly go: (route: Route) => void;
  readonly pasteShortcut: () => PasteShortcutState;
  readonly checkForUpdates: () => Promise<UpdateCheck>;
}

/**
 * Handlers of the app itself. Only the call about the database's recovery waits for the database.
 */
export function appHandlers(options: AppHandlersOptions): Handlers<FerryContract>['app'] {
  const { preferences, box, systemLanguage, ferry } = options;
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
    exportDiagnostics: () => options.exportDiagnostics(),
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
