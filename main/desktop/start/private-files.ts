import { readFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  defaultPreferences,
  type Preferences,
  readPreferences,
} from '../../../shared/preferences.ts';

/**
 * Replaces a small file of this user atomically: the old or the new content is there, never half of
 * it. Only this user can read the folder and the file.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

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
