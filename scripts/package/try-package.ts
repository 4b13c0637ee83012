/**
 * Starts the packed app of `npm run package` without its window, and waits until its database
 * exists. Then the archive was accepted, a thread started from inside it, and that thread loaded
 * the native module. No further check is possible, because the fuses of the app block debuggers.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { packedExecutable } from './packed-executable.ts';

const startTimeout = 90_000;
const output = process.argv[2] ?? fileURLToPath(new URL('../../dist', import.meta.url));
const executable = packedExecutable(output, process.platform, process.arch);
const userData = mkdtempSync(path.join(tmpdir(), 'ferry-try-'));
const database = path.join(userData, 'queue', 'queue.db');

const app = spawn(executable, [`--user-data-dir=${userData}`, '--hidden'], { stdio: 'inherit' });
const ended = new Promise<string>((resolve) => {
  app.on('error', (error) => {
    resolve(`could not be started: ${error.message}`);
  });
  app.on('exit', (code, signal) => {
    resolve(`ended with ${String(code ?? signal)}`);
  });
});

async function databaseAppears(): Promise<undefined> {
  while (!existsSync(database)) await delay(100);
  return undefined;
}

const timeout = delay(startTimeout, 'did not open its database', { ref: false });
const problem = await Promise.race([databaseAppears(), ended, timeout]);
app.kill();
await ended;
rmSync(userData, { recursive: true, force: true, maxRetries: 10 });
if (problem === undefined) console.log(`${executable} starts.`);
else console.error(`${executable} ${problem}.`);
process.exit(problem === undefined ? 0 : 1);
