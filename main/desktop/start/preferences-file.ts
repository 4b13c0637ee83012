import { readFileSync } from 'node:fs';
import {
  defaultPreferences,
  type Preferences,
  readPreferences,
} from '../../../shared/preferences.ts';
import { writePrivateFile } from './replace-file.ts';

/** The window's preferences, in a small file that Ferry reads before the first frame. */
export interface PreferencesFile {
  current(): Preferences;
  /** Resolves when the change is on disk; with a full disk the change lasts for this run only. */
  change(change: Partial<Preferences>): Promise<Preferences>;
  /** Calls `listener` after each change. Returns a function that stops it. */
  onChange(listener: (preferences: Preferences) => void): () => void;
}

/**
 * Reads the file synchronously, once, at start: it has some hundred bytes and includes the window's
 * size. Each missing or damaged field gets its default.
 */
export function openPreferences(path: string): PreferencesFile {
  let preferences = readOrDefault(path);
  let writing: Promise<void> = Promise.resolve();
  const listeners = new Set<(preferences: Preferences) => void>();
  return {
    current: () => preferences,
    async change(change) {
      preferences = { ...preferences, ...change };
      for (const listener of listeners) listener(preferences);
      const text = `${JSON.stringify(preferences, undefined, 2)}\n`;
      // A failed write must not stop the next one.
      writing = writing.then(() => writePrivateFile(path, text)).catch(() => undefined);
      await writing;
      return preferences;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

function readOrDefault(path: string): Preferences {
  try {
    return readPreferences(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return defaultPreferences;
  }
}
