import type { GlobalShortcut } from 'electron';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import type { Route, PasteShortcutState } from '../../../shared/ipc/views.ts';
import type { PreferencesFile } from '../start/private-files.ts';
import { currentTarget, type UploadTarget } from '../window/arrivals.ts';
import type { TrayActions } from './tray.ts';

interface TrayActionsOptions {
  readonly handlers: Handlers<FerryContract>;
  readonly preferences: PreferencesFile;
  readonly go: (route: Route) => void;
  readonly show: () => void;
  readonly togglePanel: TrayActions['togglePanel'];
  readonly takeFiles: TrayActions['takeFiles'];
  /** The clipboard holds nothing that can be uploaded. */
  readonly nothingToPaste: () => void;
  readonly quit: () => void;
}

/** The tray's menu and the global shortcut use the same calls as the window. */
export function trayActions(
  options: TrayActionsOptions,
): TrayActions & { readonly pasteClipboard: () => void } {
  const { handlers, preferences, go, show, togglePanel, takeFiles, quit } = options;

  /** The window shows the error of a failed action, because the tray has no space for it. */
  function attempt(work: () => Promise<unknown>): void {
    work().catch(show);
  }

  function addTo(
    kind: 'choose-files' | 'choose-folders',
    choose: (target: UploadTarget) => Promise<number | null>,
  ): void {
    attempt(async () => {
      const target = currentTarget(preferences.current());
      if (target === undefined) {
        const accounts = await handlers.accounts.list(undefined);
        go(accounts.length === 0 ? { view: 'connect' } : { view: 'transfers', ask: { kind } });
        return;
      }
      const batchId = await choose(target);
      if (batchId !== null) go({ view: 'transfers', batchId });
    });
  }

  return {
    show,
    togglePanel,
    takeFiles,
    quit,
    pauseAll: () => {
      attempt(() => handlers.transfers.pause({ all: true }));
    },
    resumeAll: () => {
      attempt(() => handlers.transfers.resume({ all: true }));
    },
    setLimited: (limited) => {
      const bandwidthLimit = limited ? preferences.current().quietLimit : null;
      attempt(() => handlers.settings.change({ bandwidthLimit }));
    },
    addFiles: () => {
      addTo('choose-files', (target) => handlers.batches.chooseFiles(target));
    },
    addFolder: () => {
      addTo('choose-folders', (target) => handlers.batches.chooseFolders(target));
    },
    pasteClipboard: () => {
      attempt(async () => {
        const target = currentTarget(preferences.current());
        // The window says where uploads go, and lets the user choose.
        if (target === undefined) show();
        else if ((await handlers.batches.paste({ target })) === null) options.nothingToPaste();
      });
    },
    startEngine: () => {
      attempt(() => handlers.app.startEngine(undefined));
    },
    saveDiagnostics: () => {
      attempt(() => handlers.app.exportDiagnostics(undefined));
    },
    copyLink: (id) => {
      attempt(() => handlers.transfers.copyLinks({ selection: { ids: [id] } }));
    },
  };
}

interface PasteShortcutOptions {
  readonly preferences: PreferencesFile;
  readonly shortcuts: Pick<GlobalShortcut, 'register' | 'unregister'>;
  /** Uploads the clipboard. */
  readonly pressed: () => void;
}

/**
 * Registers the global shortcut that uploads the clipboard, and follows the setting. The system
 * refuses a shortcut that another program has.
 *
 * https://www.electronjs.org/docs/latest/api/global-shortcut
 *
 * @returns a function that tells whether the shortcut works
 */
export function followPasteShortcut(options: PasteShortcutOptions): () => PasteShortcutState {
  const { preferences, shortcuts, pressed } = options;
  let registered: string | undefined;
  let state: PasteShortcutState = 'off';

  function follow(): void {
    const { pasteShortcut } = preferences.current();
    if (pasteShortcut === (registered ?? 'off')) return;
    if (registered !== undefined) shortcuts.unregister(registered);
    registered = undefined;
    state = 'off';
    if (pasteShortcut === 'off') return;
    const isMine = shortcuts.register(pasteShortcut, pressed);
    state = isMine ? 'on' : 'refused';
    if (isMine) registered = pasteShortcut;
  }

  follow();
  preferences.onChange(follow);
  return () => state;
}
