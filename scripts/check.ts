/**
 * Everything that can be known without running Ferry: types, lint and format, at the same time.
 * One line for each that holds; what does not hold is printed in full, and the exit code is 1.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface CheckResult {
  readonly script: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a script of package.json with this Node; `--run` leaves out the set-up hook and npm. */
function runScript(script: string): Promise<CheckResult> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--run', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      const output = Buffer.concat(chunks).toString();
      resolve({ script, passed: code === 0, seconds, output });
    });
  });
}

function report({ script, passed, seconds, output }: CheckResult): void {
  const verdict = passed ? 'ok' : `failed, see it alone with: npm run ${script}`;
  console.log(`${script.padEnd(14)}${seconds.toFixed(1).padStart(5)} s  ${verdict}`);
  if (!passed) console.log(`\n${output.trim()}\n`);
}

const checks = ['types', 'format:check', 'lint'].map(async (script) => {
  const result = await runScript(script);
  report(result);
  return result.passed;
});
const passed = await Promise.all(checks);
process.exitCode = passed.every(Boolean) ? 0 : 1;
