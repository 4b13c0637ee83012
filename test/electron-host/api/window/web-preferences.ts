import path from 'node:path';
import type { Preload } from '../../page/page-scripts.ts';

const refused = [
  'nodeIntegration',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
] as const;

/**
 * Reads the preload out of a window's preferences. Throws on every setting that would make the page
 * another one than the sandboxed, isolated page of the host.
 */
export function preloadOf(
  preferences: Electron.WebPreferences,
): Omit<Preload, 'source'> | undefined {
  const isUnsafe = refused.some((name) => preferences[name] === true);
  if (isUnsafe || preferences.contextIsolation === false || preferences.sandbox === false) {
    throw new Error(
      'electron-host: only windows with sandbox, contextIsolation and without nodeIntegration are hosted',
    );
  }
  if (preferences.session !== undefined || preferences.partition !== undefined) {
    throw new Error('electron-host: only the default session is hosted');
  }
  const { preload } = preferences;
  if (preload === undefined) return undefined;
  if (!path.isAbsolute(preload)) throw new Error('preload script must have absolute path');
  return {
    path: preload,
    process: {
      type: 'renderer',
      platform: process.platform,
      arch: process.arch,
      versions: { ...process.versions },
      sandboxed: true,
      contextIsolated: true,
      env: {},
      argv: [process.execPath, ...(preferences.additionalArguments ?? [])],
    },
  };
}
