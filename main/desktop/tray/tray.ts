import {
  Menu,
  type MenuItemConstructorOptions,
  nativeImage,
  nativeTheme,
  type Rectangle,
  Tray,
} from 'electron';
import { needsAttention } from '../../../shared/condition.ts';
import { formatDuration, formatSize } from '../../../shared/text/units.ts';
import type { ProgressUpdate } from '../../engine/api.ts';
import type { DesktopWords } from '../system/desktop-words.ts';
import type { trayKind } from './tray-panel.ts';
import { canPause, canResume, trayState, type TrayState, trayIcon } from './tray-model.ts';

export interface FinishedTransfer {
  readonly id: number;
  readonly name: string;
}

/** The actions of the menu. */
export interface TrayActions {
  readonly show: () => void;
  /** Shows or hides the panel. @param icon where the icon is, if that is known */
  readonly togglePanel: (icon: Rectangle | undefined) => void;
  /** Files were dropped on the icon. */
  readonly takeFiles: (paths: readonly string[]) => void;
  readonly quit: () => void;
  readonly pauseAll: () => void;
  readonly resumeAll: () => void;
  readonly setLimited: (limited: boolean) => void;
  readonly addFiles: () => void;
  readonly addFolder: () => void;
  readonly copyLink: (id: number) => void;
  readonly startEngine: () => void;
  readonly saveDiagnostics: () => void;
}

interface TrayOptions {
  /** The app's folder `resources/tray`. */
  readonly iconFolder: string;
  readonly words: () => DesktopWords;
  readonly actions: TrayActions;
  /** Bytes a second of the limit that the menu switches on and off. */
  readonly quietLimit: () => number;
  readonly isLimited: () => boolean;
  readonly kind: ReturnType<typeof trayKind>;
}

/** The tray icon with its menu and its texts. */
export interface FerryTray {
  update(update: ProgressUpdate, lastFinished: readonly FinishedTransfer[]): void;
  destroy(): void;
}

export function createTray(options: TrayOptions): FerryTray {
  const { iconFolder, words, actions } = options;
  let state: TrayState = 'idle';
  let shownMenu = '';
  const tray = new Tray(icon(iconFolder, state));
  tray.setToolTip('Ferry');
  let shown: MenuItemConstructorOptions[] = [];
  function setMenu(facts: MenuFacts): void {
    shown = menu(options, facts);
    if (options.kind !== 'panel') tray.setContextMenu(Menu.buildFromTemplate(shown));
  }
  // A queue that cannot open publishes nothing, but the user can still quit the app.
  setMenu({ status: words().idle, lastFinished: [], stopped: false, pause: false, resume: false });
  tray.on('click', (_event, bounds) => {
    if (options.kind === 'menu') actions.show();
    else actions.togglePanel(options.kind === 'panel' ? bounds : undefined);
  });
  // Where no menu is set: on macOS and Windows.
  tray.on('right-click', () => {
    if (options.kind === 'panel') tray.popUpContextMenu(Menu.buildFromTemplate(shown));
  });
  tray.on('drop-files', (event, paths) => {
    event.preventDefault();
    actions.takeFiles(paths);
  });

  function drawIcon(): void {
    tray.setImage(icon(iconFolder, state));
  }
  nativeTheme.on('updated', drawIcon);

  return {
    update(update, lastFinished) {
      // The last updates of a closing queue arrive after the tray is destroyed.
      if (tray.isDestroyed()) return;
      const facts = {
        counters: update.counters,
        blocked: update.conditions.some(needsAttention),
        stopped: update.engine.name === 'failed',
      };
      const next = trayState(facts);
      if (next !== state) {
        state = next;
        drawIcon();
      }
      const { stopped } = facts;
      const status = stopped ? words().engineStopped : statusLine(words(), state, update);
      tray.setToolTip(`Ferry · ${status}`);
      // Replacing an open menu closes it under the mouse, so replace it only when it differs.
      const pause = canPause(update.counters);
      const resume = canResume(update.counters);
      const menuFacts = { status, lastFinished, stopped, pause, resume };
      const key = JSON.stringify([menuFacts, options.isLimited(), words().quit]);
      if (key === shownMenu) return;
      shownMenu = key;
      setMenu(menuFacts);
    },
    destroy() {
      nativeTheme.off('updated', drawIcon);
      tray.destroy();
    },
  };
}

function icon(folder: string, state: TrayState): Electron.NativeImage {
  const { path, template } = trayIcon(folder, state, {
    platform: process.platform,
    dark: nativeTheme.shouldUseDarkColorsForSystemIntegratedUI,
    desktop: process.env['XDG_CURRENT_DESKTOP'],
  });
  const image = nativeImage.createFromPath(path);
  image.setTemplateImage(template);
  return image;
}

function statusLine(words: DesktopWords, state: TrayState, update: ProgressUpdate): string {
  const { states } = update.counters;
  const files = (...names: (keyof typeof states)[]) =>
    names.reduce((sum, name) => sum + states[name].files, 0).toLocaleString();
  switch (state) {
    case 'attention':
      return words.attention(files('failed'));
    case 'active': {
      const left = update.secondsLeft;
      return words.uploading(
        files('queued', 'uploading', 'verifying', 'waiting'),
        `${formatSize(update.speed)}/s`,
        left === undefined ? undefined : formatDuration(left),
      );
    }
    case 'paused':
      return words.paused(files('paused'));
    case 'idle':
      return words.idle;
  }
}

interface MenuFacts {
  readonly status: string;
  readonly lastFinished: readonly FinishedTransfer[];
  readonly stopped: boolean;
  /** Something can be paused, or resumed. */
  readonly pause: boolean;
  readonly resume: boolean;
}

function menu(
  options: TrayOptions,
  { status, lastFinished, stopped, pause, resume }: MenuFacts,
): MenuItemConstructorOptions[] {
  const { actions, isLimited, quietLimit } = options;
  const words = options.words();
  const finished = lastFinished.slice(0, 5).map(({ id, name }) => ({
    label: name,
    submenu: [
      {
        label: words.copyLink,
        click: () => {
          actions.copyLink(id);
        },
      },
    ],
  }));
  return [
    { label: status, enabled: false },
    { type: 'separator' },
    ...(stopped
      ? [
          { label: words.startAgain, click: actions.startEngine },
          { label: words.saveDiagnostics, click: actions.saveDiagnostics },
          { type: 'separator' as const },
        ]
      : []),
    { label: words.pauseAll, enabled: pause, click: actions.pauseAll },
    { label: words.resumeAll, enabled: resume, click: actions.resumeAll },
    {
      label: words.limit(`${formatSize(quietLimit())}/s`),
      type: 'checkbox',
      checked: isLimited(),
      click: (item) => {
        actions.setLimited(item.checked);
      },
    },
    { type: 'separator' },
    { label: words.addFiles, click: actions.addFiles },
    { label: words.addFolder, click: actions.addFolder },
    ...(finished.length > 0 ? [{ label: words.lastFinished, submenu: finished }] : []),
    { type: 'separator' },
    { label: words.show, click: actions.show },
    { label: words.quit, click: actions.quit },
  ];
}
