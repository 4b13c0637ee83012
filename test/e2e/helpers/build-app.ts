import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { appFolder } from './launch-ferry.ts';

/** Empties `out/` and builds the app into it. */
export function buildApp(): void {
  const packageFile = createRequire(import.meta.url).resolve('electron-vite/package.json');
  const command = path.join(path.dirname(packageFile), 'bin', 'electron-vite.js');
  const built = spawnSync(process.execPath, [command, 'build', '--log-level', 'warn'], {
    cwd: appFolder,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`The build failed:\n${built.stdout}${built.stderr}`);
}
