import { readFileSync } from 'node:fs';
import {
  defaultPreferences,
  type Preferences,
  readPreferences,
} from '../../../shared/preferences.ts';
import { writePrivateFile } from './replace-file.ts';

/** What the window remembers, in a small file that is there before the first frame. */
export interface PreferencesFile {
  current(): Preferences;
  /** Resolves when the change is on disk; a disk that is full keeps the change for this run. */
  change(change: Partial<Preferences>): Promise<Preferences>;
  /** Calls `listener` after each change. Returns the undo. */
  onChange(listener: (preferences: Preferences) => void): () => void;
}

/**
 * Reads the file synchronously, once, at start: it has some hundred bytes and the window's size
 * stands in it. What is missing or damaged falls back to its default, field by field.
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
