import { app, shell } from 'electron';
import { dirname } from 'node:path';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import type { AppInfo } from '../../../shared/ipc/views.ts';
import type { Ferry } from '../ferry.ts';
import type { PreferencesFile } from '../preferences-file.ts';
import type { SecretBox } from '../secret-box.ts';

export interface AppHandlersOptions {
  readonly preferences: PreferencesFile;
  readonly box: SecretBox;
  readonly systemLanguage: () => 'en' | 'zh-CN';
  readonly ferry: Ferry;
  readonly logFile: string;
  readonly databaseFile: string;
  readonly exportDiagnostics: () => Promise<boolean>;
}

const documentation = {
  'user-guide': 'https://github.com/ferry-uploads/ferry#readme',
  'ram-policy': 'https://www.alibabacloud.com/help/en/oss/user-guide/ram-policy',
  security: 'https://github.com/ferry-uploads/ferry/blob/main/docs/security.md',
} as const;

/** What concerns the app itself. Only what became of the database waits for it. */
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
    // The page names a document; the address is ours.
    openDocumentation: async (name) => {
      await shell.openExternal(documentation[name]);
    },
  };
}

function platformOf(platform: NodeJS.Platform): AppInfo['platform'] {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux';
}
