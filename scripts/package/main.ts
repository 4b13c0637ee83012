/**
 * Makes the packages of this system from the output of `npm run build`. Arguments go to
 * electron-builder, such as `--linux dir`; docs/packaging.md names the environment.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { builderArguments, withoutEmpty } from './builder-arguments.ts';

const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js');
const environment = withoutEmpty(process.env);
const words = [builder, ...builderArguments(process.argv.slice(2), environment)];
const child = spawn(process.execPath, words, {
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  env: { ...environment },
  stdio: 'inherit',
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
