import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The result of one check of the code. */
export interface CheckResult {
  /** Its name in package.json. */
  readonly script: string;
  readonly passed: boolean;
  readonly seconds: number;
  /** The complete output. */
  readonly output: string;
}

/** The checks of Ferry: types, format and lint. */
const ownChecks = {
  folder: fileURLToPath(new URL('..', import.meta.url)),
  scripts: ['types', 'format:check', 'lint'],
};

/**
 * Less garbage collection for more memory: the collector took a fifth of the processor time of the
 * checks. `GOGC` is for TypeScript 7.
 */
const largeHeaps = {
  NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --max-semi-space-size=128`,
  GOGC: '400',
};

/** Runs a script of package.json with this Node; `--run` leaves out the set-up hook and npm. */
function runScript(folder: string, script: string): Promise<CheckResult> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--run', script], {
    cwd: folder,
    env: { ...process.env, ...largeHeaps },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Tests that run at the same time get priority; the children of the check inherit its priority.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
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

/**
 * Runs all checks that do not start Ferry, at the same time.
 *
 * @param announce called with each result as its check ends
 * @param checks scripts of the package.json in `folder`
 */
export async function runChecks(
  announce: (result: CheckResult) => void = () => undefined,
  { folder, scripts }: { readonly folder: string; readonly scripts: readonly string[] } = ownChecks,
): Promise<readonly CheckResult[]> {
  return await Promise.all(
    scripts.map(async (script) => {
      const result = await runScript(folder, script);
      announce(result);
      return result;
    }),
  );
}

/** One line for a check that passed; the full output for a check that failed. */
export function describeCheck({ script, passed, seconds, output }: CheckResult): string {
  const verdict = passed ? 'ok' : `failed, see it alone with: npm run ${script}`;
  const line = `${script.padEnd(14)}${seconds.toFixed(1).padStart(5)} s  ${verdict}`;
  return passed ? line : `${line}\n\n${output.trim()}\n`;
}
