/**
 * `npm start`: builds the desktop app and opens it in Electron. Downloads the executable of
 * Electron first if it is missing. Arguments go to the app.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchElectron, findElectron } from './electron-executable.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
/** The user's own folder with Electron. */
const given = process.env['ELECTRON_OVERRIDE_DIST_PATH'];

function build(): boolean {
  const command = join(dirname(require.resolve('electron-vite/package.json')), 'bin');
  const built = spawnSync(
    process.execPath,
    [join(command, 'electron-vite.js'), 'build', '--log-level', 'warn'],
    { cwd: root, stdio: 'inherit' },
  );
  return built.status === 0;
}

/** One sentence with a next step. */
function howToGetElectron(): string {
  return given === undefined
    ? "Electron's executable could not be fetched: set ELECTRON_MIRROR to a mirror that you can reach and run npm start again, or see Ferry at work without a window by npm run demo."
    : `There is no Electron in ${given}: correct ELECTRON_OVERRIDE_DIST_PATH or leave it out, or see Ferry at work without a window by npm run demo.`;
}

const electron = findElectron() ?? (given === undefined ? fetchElectron(10 * 60_000) : undefined);
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
