import type { BrowserWindow } from 'electron';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers, Notifiers } from '../../../shared/ipc/define.ts';
import type { PasteShortcutState, Route, UpdateCheck } from '../../../shared/ipc/views.ts';
import { currentWords } from '../system/desktop-words.ts';
import { appHandlers, settingsHandlers } from './app-handlers.ts';
import type { DesktopFerry } from '../start/ferry.ts';
import { accountHandlers } from './account-handlers.ts';
import { batchHandlers } from './batch-handlers.ts';
import { bucketHandlers, transferHandlers } from './object-handlers.ts';
import type { HandedOver } from './handed-over.ts';
import type { PreferencesFile } from '../start/private-files.ts';
import type { Pictures } from '../picture/picture-handlers.ts';
import type { SecretBox, SecretVault } from '../start/secret-vault.ts';

interface DesktopHandlersOptions {
  readonly ferry: DesktopFerry;
  readonly pictures: Pictures;
  readonly handedOver: HandedOver;
  readonly preferences: PreferencesFile;
  readonly box: SecretBox;
  readonly vault: SecretVault;
  readonly notify: Notifiers<FerryContract>;
  readonly ownWindow: () => BrowserWindow | undefined;
  readonly go: (route: Route) => void;
  readonly pasteShortcut: () => PasteShortcutState;
  readonly checkForUpdates: () => Promise<UpdateCheck>;
  readonly logFile: string;
  readonly databaseFile: string;
  /** The page asks its first question: from now on it receives events. */
  readonly onPageListens: () => void;
}

/** The `seq` of the first question of a page. */
const firstQuestion = 1;

/** The handlers of all calls that the window may make. */
export function desktopHandlers(options: DesktopHandlersOptions): Handlers<FerryContract> {
  const { ferry, pictures, handedOver, preferences, vault, notify, ownWindow } = options;
  const words = () => currentWords(preferences);
  return {
    app: appHandlers(options),
    accounts: accountHandlers({ ferry, vault, preferences, notify: notify.accounts }),
    bucket: bucketHandlers(ferry, preferences),
    batches: batchHandlers({
      ...{ ferry, handedOver, ownWindow, words },
      pictures,
    }),
    picture: {
      ...pictures.handlers,
      ask: async (question) => {
        if (question.seq === firstQuestion) options.onPageListens();
        return await pictures.handlers.ask(question);
      },
    },
    transfers: transferHandlers(ferry, preferences, pictures),
    settings: settingsHandlers(ferry, notify.settings),
  };
}
