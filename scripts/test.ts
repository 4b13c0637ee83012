/**
 * `npm test`: runs all tests, and at the same time the checks of types, lint and format, which use
 * idle processor time. Arguments go to Vitest. The results of the checks follow the report of the
 * tests.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { provideElectron } from './provide-electron.ts';
import { describeCheck, runChecks } from './run-checks.ts';

const require = createRequire(import.meta.url);
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs');

const display = await provideElectron(process.env);
const checks = runChecks();
const tests = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
const [code] = (await once(tests, 'exit')) as [number | null];
await display?.close();
const results = await checks;
console.log(results.map(describeCheck).join('\n'));
process.exitCode = code === 0 && results.every(({ passed }) => passed) ? 0 : 1;
