import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { hasNpmChromium, npmChromium } from './npm-chromium.ts';

const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

/**
 * The headless shell is Chromium's content layer without the browser around it, as it is in
 * Electron, and takes two thirds of the time. Debian's /usr/bin/chromium is a slow shell script.
 */
const wellKnown = [
  '/usr/lib/chromium/chromium-headless-shell',
  '/usr/lib/chromium/chromium',
  '/usr/bin/chromium',
];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** `CHROMIUM_PATH`, else Debian's Chromium, else one on `PATH`; undefined when there is none. */
function systemChromium(environment: NodeJS.ProcessEnv): string | undefined {
  const chosen = chosenChromium(environment);
  if (chosen !== undefined) return isExecutable(chosen) ? chosen : undefined;
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const onPath = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [...wellKnown, ...onPath].find(isExecutable);
}

function chosenChromium({ CHROMIUM_PATH: chosen }: NodeJS.ProcessEnv): string | undefined {
  return chosen === '' ? undefined : chosen;
}

/** Whether `requireChromium` finds one. Unpacks nothing. */
export function hasChromium(environment: NodeJS.ProcessEnv): boolean {
  if (systemChromium(environment) !== undefined) return true;
  return chosenChromium(environment) === undefined && hasNpmChromium();
}

/**
 * Chromium's executable: the one that `CHROMIUM_PATH` names, else the system's, else the one of the
 * npm package, which is unpacked the first time. Throws one sentence with the next step when there
 * is none, or when `CHROMIUM_PATH` names none.
 */
export function requireChromium(environment: NodeJS.ProcessEnv): string {
  const chosen = chosenChromium(environment);
  const found = systemChromium(environment) ?? (chosen === undefined ? npmChromium() : undefined);
  if (found !== undefined) return found;
  throw new Error(
    chosen === undefined
      ? 'No Chromium was found for the test host: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.'
      : `CHROMIUM_PATH names no executable: ${chosen}. Correct it or leave it out.`,
  );
}
