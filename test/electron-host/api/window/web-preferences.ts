import path from 'node:path';

const refused = [
  'nodeIntegration',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
] as const;

/**
 * The path of the preload in a window's preferences. Throws on every setting that would make the page
 * another one than the sandboxed, isolated page of the host.
 */
export function preloadOf(preferences: Electron.WebPreferences): string {
  const isUnsafe = refused.some((name) => preferences[name] === true);
  if (isUnsafe || preferences.contextIsolation === false || preferences.sandbox === false) {
    throw new Error(
      'electron-host: only windows with sandbox, contextIsolation and without nodeIntegration are hosted',
    );
  }
  if (preferences.session !== undefined || preferences.partition !== undefined) {
    throw new Error('electron-host: only the default session is hosted');
  }
  const { preload = '' } = preferences;
  if (!path.isAbsolute(preload)) throw new Error('preload script must have absolute path');
  return preload;
}
