/**
 * `npm start`: builds the desktop app and opens it in Electron, fetching Electron's executable first
 * where it is missing. Arguments go to the app.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const electronFolder = dirname(require.resolve('electron/package.json'));

/** A folder that somebody keeps Electron in. */
const given = process.env['ELECTRON_OVERRIDE_DIST_PATH'];

/** Electron's executable; `undefined` when only its package is there. */
function findElectron(): string | undefined {
  const nameFile = join(electronFolder, 'path.txt');
  if (given !== undefined) return existing(join(given, usualName()));
  return existsSync(nameFile)
    ? existing(join(electronFolder, 'dist', readFileSync(nameFile, 'utf8')))
    : undefined;
}

function usualName(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

/** The package downloads its executable by a script of its own; `ELECTRON_MIRROR` names a mirror. */
function fetchElectron(): string | undefined {
  console.log('Fetching Electron, about 120 MB, once.');
  spawnSync(process.execPath, [join(electronFolder, 'install.js')], {
    stdio: 'ignore',
    timeout: 10 * 60_000,
  });
  return findElectron();
}

function build(): boolean {
  const command = join(dirname(require.resolve('electron-vite/package.json')), 'bin');
  const built = spawnSync(
    process.execPath,
    [join(command, 'electron-vite.js'), 'build', '--log-level', 'warn'],
    { cwd: root, stdio: 'inherit' },
  );
  return built.status === 0;
}

/** One sentence, and what to do. */
function howToGetElectron(): string {
  return given === undefined
    ? "Electron's executable could not be fetched: set ELECTRON_MIRROR to a mirror that you can reach and run npm start again, or see Ferry at work without a window by npm run demo."
    : `There is no Electron in ${given}: correct ELECTRON_OVERRIDE_DIST_PATH or leave it out, or see Ferry at work without a window by npm run demo.`;
}

const electron = findElectron() ?? (given === undefined ? fetchElectron() : undefined);
if (electron === undefined) {
  console.error(howToGetElectron());
  process.exitCode = 1;
} else if (build()) {
  const app = spawn(electron, [root, ...process.argv.slice(2)], { stdio: 'inherit' });
  app.on('error', ({ message }) => {
    console.error(`${electron} could not be started: ${message}.`);
    process.exitCode = 1;
  });
  app.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  process.exitCode = 1;
}
