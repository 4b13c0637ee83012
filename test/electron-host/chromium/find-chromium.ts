import { accessSync, constants } from 'node:fs';
import path from 'node:path';

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

/** Chromium's executable: `CHROMIUM_PATH`, else Debian's, else one on `PATH`; or undefined. */
export function findChromium(environment: NodeJS.ProcessEnv): string | undefined {
  const chosen = environment['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') return isExecutable(chosen) ? chosen : undefined;
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const onPath = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [...wellKnown, ...onPath].find(isExecutable);
}

/** As `findChromium`, but says what to do when there is none. */
export function requireChromium(environment: NodeJS.ProcessEnv): string {
  const found = findChromium(environment);
  if (found === undefined) {
    throw new Error(
      'No Chromium was found for the test host. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
    );
  }
  return found;
}
