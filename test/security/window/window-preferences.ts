import { expect } from 'vitest';
import { webPreferences, wordsLike } from './source-facts.ts';

/** What the one window asks for. Whatever it does not name has Electron's safe default. */
export const preferencesOfOurs = {
  preload: 'preloadPath',
  sandbox: 'true',
  contextIsolation: 'true',
  nodeIntegration: 'false',
  webSecurity: 'true',
  spellcheck: 'false',
};

/** That no window asks for any of these, and no source names them. */
export function expectNoWindowHas(...names: readonly string[]): void {
  expect(webPreferences()).toHaveLength(1);
  expect(
    webPreferences()
      .flatMap(Object.keys)
      .filter((name) => names.includes(name)),
  ).toEqual([]);
  for (const name of names) expect(wordsLike(new RegExp(name, 'i'))).toEqual([]);
}
