import { join } from 'node:path';
import type { Counters } from '../../engine/ports/transfer-queries.ts';

/** The four states of the tray icon. */
export type TrayState = 'idle' | 'active' | 'paused' | 'attention';

interface TrayFacts {
  readonly counters: Counters;
  /** A condition lasts that a person can end. */
  readonly blocked: boolean;
  /** The engine failed. */
  readonly stopped: boolean;
}

/** Attention comes before active, and active before paused and idle. */
export function trayState(facts: TrayFacts): TrayState {
  const { states } = facts.counters;
  if (facts.stopped || facts.blocked) return 'attention';
  if (states.failed.files > 0) return 'attention';
  if (states.uploading.files + states.verifying.files > 0) return 'active';
  if (states.paused.files > 0 && states.queued.files === 0) return 'paused';
  return states.queued.files + states.waiting.files > 0 ? 'active' : 'idle';
}

/** The share of the queue that has arrived, 0 to 1; `undefined` for an empty queue. */
export function overallProgress(counters: Counters): number | undefined {
  const { queued, uploading, verifying, waiting, paused, done } = counters.states;
  const alive = queued.bytes + uploading.bytes + verifying.bytes + waiting.bytes + paused.bytes;
  if (alive === 0) return undefined;
  const sent = Math.max(0, counters.bytesSent - done.bytes);
  return Math.min(1, sent / alive);
}

/** The facts that determine the tray's picture. */
export interface TrayTheme {
  readonly platform: NodeJS.Platform;
  /** Whether the system, not the app, uses a dark theme. */
  readonly dark: boolean;
  /** `XDG_CURRENT_DESKTOP`: names of Linux desktops, separated by colons. */
  readonly desktop: string | undefined;
}

interface TrayIcon {
  readonly path: string;
  /** macOS colours a template image itself, also while the menu is open. */
  readonly template: boolean;
}

/** GNOME's top bar is dark in its light theme too. */
function isAlwaysDark(desktop: string): boolean {
  return desktop.split(':').some((name) => name.toLowerCase() === 'gnome');
}

/**
 * The picture for `state` from `folder`, where `npm run icons` writes it. Electron finds the larger
 * pictures by their suffix, such as `@2x`.
 */
export function trayIcon(folder: string, state: TrayState, theme: TrayTheme): TrayIcon {
  if (theme.platform === 'darwin') {
    return { path: join(folder, `${state}-template.png`), template: true };
  }
  const onDark = theme.dark || (theme.platform === 'linux' && isAlwaysDark(theme.desktop ?? ''));
  return { path: join(folder, `${state}-${onDark ? 'dark' : 'light'}.png`), template: false };
}

/** The queue's progress in the dock or taskbar, as `BrowserWindow.setProgressBar` takes it. */
interface TaskbarProgress {
  /** 0 to 1; below 0 hides the bar. */
  readonly value: number;
  /** The colour that Windows gives the bar: green, yellow or red. */
  readonly mode: 'none' | 'normal' | 'paused' | 'error';
}

const modes = { idle: 'none', active: 'normal', paused: 'paused', attention: 'error' } as const;

/**
 * Shows no bar when no bytes are left to send. A longer pause keeps its bar on Windows only, where
 * the colour shows the pause. In other docks the bar would look stuck.
 *
 * https://www.electronjs.org/docs/latest/tutorial/progress-bar
 */
export function taskbarProgress(facts: TrayFacts, platform: NodeJS.Platform): TaskbarProgress {
  const state = trayState(facts);
  const value = overallProgress(facts.counters);
  const isHidden = state === 'paused' && platform !== 'win32';
  if (value === undefined || isHidden) return { value: -1, mode: 'none' };
  return { value, mode: modes[state] };
}

/** True when something goes on or waits that can be paused. */
export function canPause({ states }: Counters): boolean {
  const { queued, uploading, verifying, waiting } = states;
  return queued.files + uploading.files + verifying.files + waiting.files > 0;
}

export function canResume({ states }: Counters): boolean {
  return states.paused.files > 0;
}
