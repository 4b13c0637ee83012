import { overallProgress, trayFace, type TrayFacts } from './tray-model.ts';

/** What dock and taskbar show of the queue, as `BrowserWindow.setProgressBar` takes it. */
export interface TaskbarProgress {
  /** 0 to 1; below 0 there is no bar. */
  readonly value: number;
  /** The colour that Windows gives the bar: green, yellow or red. */
  readonly mode: 'none' | 'normal' | 'paused' | 'error';
}

const modes = { idle: 'none', active: 'normal', paused: 'paused', attention: 'error' } as const;

/**
 * No bar when nothing is left to send. What is paused for longer keeps one on Windows only, where it
 * is seen to be paused; in other docks it would look stuck.
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
