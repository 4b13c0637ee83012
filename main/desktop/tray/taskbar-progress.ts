import { overallProgress, trayFace, type TrayFacts } from './tray-model.ts';

/** The queue's progress in the dock or taskbar, as `BrowserWindow.setProgressBar` takes it. */
export interface TaskbarProgress {
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
  const face = trayFace(facts);
  const value = overallProgress(facts.counters);
  const isHidden = face === 'paused' && platform !== 'win32';
  if (value === undefined || isHidden) return { value: -1, mode: 'none' };
  return { value, mode: modes[face] };
}
