import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Sandbox } from '../../../sandbox/server.ts';
import type { DriverLine, DriverOrder, DriverRow } from './driver-lines.ts';
import { eventually } from '../eventually.ts';
import { accountFor } from '../sandbox-account.ts';
import { builtDriver } from '../built-programs.ts';

/** How a driver ended. */
export interface DriverResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly DriverLine[];
  readonly errors: string;
}

export interface DriverProcess {
  readonly ended: Promise<DriverResult>;
  /** Resolves with the `count`th line of these kinds; never when there are fewer. */
  said(types: readonly DriverLine['type'][], count: number): Promise<void>;
  /** SIGSTOP: no thread of it runs until `goOn`. Resolves when it stands still. */
  stop(): Promise<void>;
  goOn(): void;
  /** SIGKILL: no handler runs, nothing is flushed. Resolves when the process is gone. */
  kill(): Promise<DriverResult>;
}

export interface DriverStart extends Omit<DriverOrder, 'account' | 'bucket'> {
  readonly sandbox: Sandbox;
  /** Where the account's endpoint is not the sandbox itself. */
  readonly endpoint?: string;
  /** Run as this user and group. */
  readonly user?: number;
  /** Besides the keys. */
  readonly environment?: NodeJS.ProcessEnv;
  /** A program and its words that run the driver, such as a tracer. */
  readonly under?: readonly [program: string, ...words: string[]];
}

/** One letter and more: https://man7.org/linux/man-pages/man1/ps.1.html, process state codes. */
function stateOf(processId: number | undefined): string {
  return execFileSync('ps', ['-o', 'state=', '-p', String(processId)], { encoding: 'utf8' });
}

/** Starts a real process with the whole engine in it. The project of the test has built it. */
export function startDriver(start: DriverStart): DriverProcess {
  const { sandbox, user, endpoint = sandbox.endpoint, environment, under, ...rest } = start;
  const account = { ...accountFor(sandbox), endpoint };
  const order: DriverOrder = { ...rest, account, bucket: sandbox.bucket };
  const [program, ...words] = [
    ...(under ?? []),
    process.execPath,
    builtDriver,
    JSON.stringify(order),
  ];
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      OSS_ACCESS_KEY_ID: sandbox.accessKeyId,
      OSS_ACCESS_KEY_SECRET: sandbox.accessKeySecret,
      // Most of the short life of such a process would go into compiling the same files again.
      NODE_COMPILE_CACHE: path.join(tmpdir(), 'node-compile-cache'),
      ...environment,
    },
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  const lines: DriverLine[] = [];
  const listeners = new Set<() => void>();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    // A process that is killed may be cut off in the middle of a line.
    if (!line.endsWith('}')) return;
    lines.push(JSON.parse(line) as DriverLine);
    for (const listener of listeners) listener();
  });

  async function end(): Promise<DriverResult> {
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    const [[exitCode, signal]] = await Promise.all([closed, once(reader, 'close')]);
    return { exitCode, signal, lines, errors };
  }

  const ended = end();
  return {
    ended,
    said: (types, count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (lines.filter(({ type }) => types.includes(type)).length < count) return;
          listeners.delete(check);
          resolve();
        };
        listeners.add(check);
        check();
      }),
    async stop() {
      child.kill('SIGSTOP');
      const isStopped = (): boolean => stateOf(child.pid).startsWith('T');
      await eventually(isStopped);
    },
    goOn: () => void child.kill('SIGCONT'),
    kill() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** The rows a driver found when it began, or, after `settled`, those it left. */
export function rowsOf(lines: readonly DriverLine[], when: 'first' | 'last'): readonly DriverRow[] {
  const middle = lines.findIndex(({ type }) => type === 'read');
  if (middle === -1) throw new Error('The driver ended before it had read its queue.');
  const part = when === 'first' ? lines.slice(0, middle) : lines.slice(middle);
  return part.filter((line) => line.type === 'row');
}
