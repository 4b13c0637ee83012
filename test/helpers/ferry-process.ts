import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Sandbox } from '../../sandbox/server.ts';
import { builtCommand } from './built-programs.ts';

/** The command line as `npm run ferry` runs it, and without a build. */
export const sourceCommand = fileURLToPath(new URL('../../main/cli/main.ts', import.meta.url));

/** How a real process of the command line ended. */
export interface FerryResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
  /** The lines of `--json`, parsed. */
  readonly events: readonly FerryEvent[];
}

export type FerryEvent = Readonly<Record<string, unknown>> & { readonly type: string };

export interface FerryProcess {
  readonly ended: Promise<FerryResult>;
  /** Resolves with the first line of JSON, past or future, that fits; rejects when it ends before. */
  event(fits: (event: FerryEvent) => boolean): Promise<FerryEvent>;
  signal(name: NodeJS.Signals): void;
}

export interface FerryStart {
  readonly environment: NodeJS.ProcessEnv;
  /** What stands at standard input: a stream that is piped in, an open file, or nothing at all. */
  readonly input?: Readable | number | 'closed';
  /** Arguments of Node itself, which its threads get too. */
  readonly nodeArguments?: readonly string[];
  /** Runs this file instead of the built command line. */
  readonly command?: string;
  readonly workingDirectory?: string;
  /** Runs it as this user, when the tests run as root, to whom nothing is unreadable. */
  readonly uid?: number;
}

/** Shared by all runs, so that each starts faster than the first. */
const compiledCode = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

/** Keys, endpoint and region of a sandbox, and nothing of the machine that could get in the way. */
export function sandboxEnvironment(sandbox: Sandbox): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    // Leaves the data folder of the person who runs the tests alone.
    XDG_DATA_HOME: '/dev/null',
    NODE_COMPILE_CACHE: compiledCode,
    OSS_ACCESS_KEY_ID: sandbox.accessKeyId,
    OSS_ACCESS_KEY_SECRET: sandbox.accessKeySecret,
    OSS_ENDPOINT: sandbox.endpoint,
    OSS_REGION: sandbox.region,
  };
}

/** Starts `ferry` with these words in a process of its own, which does not outlive the test. */
export function startFerry(words: readonly string[], start: FerryStart): FerryProcess {
  const { input, nodeArguments = [], command = builtCommand } = start;
  const line = [process.execPath, ...nodeArguments, command, ...words];
  // Node cannot start a process without standard input; a shell can.
  const [program = '', ...args] =
    input === 'closed' ? ['/bin/sh', '-c', 'exec "$@" <&-', 'sh', ...line] : line;
  const child = spawn(program, args, {
    env: start.environment,
    stdio: [typeof input === 'number' ? input : 'pipe', 'pipe', 'pipe'],
    ...(start.workingDirectory === undefined ? {} : { cwd: start.workingDirectory }),
    ...(start.uid === undefined ? {} : { uid: start.uid }),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const events: FerryEvent[] = [];
  const waiters = new Set<() => void>();
  let output = '';
  let errors = '';
  let over = false;
  const { stdin, stdout, stderr } = child;
  stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  // A command that does not read its input closes it.
  stdin?.on('error', () => undefined);
  if (input === undefined || input === 'closed') stdin?.end();
  else if (stdin !== null && typeof input !== 'number') input.pipe(stdin);

  function wake(): void {
    for (const waiter of waiters) waiter();
  }

  if (stdout === null) throw new Error('The process has no output.');
  const lines = createInterface({ input: stdout });
  lines.on('line', (line) => {
    output += `${line}\n`;
    if (!line.startsWith('{') || !line.endsWith('}')) return;
    events.push(JSON.parse(line) as FerryEvent);
    wake();
  });

  async function end(): Promise<FerryResult> {
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    const [[exitCode, signal]] = await Promise.all([closed, once(lines, 'close')]);
    over = true;
    wake();
    return { exitCode, signal, output, errors, events };
  }

  const ended = end();
  return {
    ended,
    event: (fits) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = events.find(fits);
          if (found === undefined && !over) return;
          waiters.delete(check);
          if (found !== undefined) resolve(found);
          else reject(new Error(`Ferry ended before the event came:\n${output}${errors}`));
        };
        waiters.add(check);
        check();
      }),
    signal: (name) => child.kill(name),
  };
}

/** Runs `ferry` to its end. */
export async function runFerry(words: readonly string[], start: FerryStart): Promise<FerryResult> {
  return await startFerry(words, start).ended;
}

/** The content of every file below a folder, to search for what must not be there. */
export async function readAll(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(
    await Promise.all(files.map(({ parentPath, name }) => readFile(path.join(parentPath, name)))),
  );
}
