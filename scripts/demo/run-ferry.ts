import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RunEvent, SummaryEvent } from '../../main/cli/report/run-event.ts';

const cli = fileURLToPath(new URL('../../main/cli/main.ts', import.meta.url));

/** The result of the command line. */
export interface FerryEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Absent when Ferry was killed before it reported a summary. */
  readonly summary?: SummaryEvent;
  /** The text on standard error. */
  readonly errors: string;
}

/** A running command line of Ferry, in its own process. */
export interface FerryProcess {
  readonly ended: Promise<FerryEnd>;
  /** SIGKILL: no signal handler, no clean-up, as in a crash. */
  kill(): void;
}

/** Starts `ferry … --json` and passes its events on. */
export function runFerry(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  onEvent: (event: RunEvent) => void,
): FerryProcess {
  const child: ChildProcess = spawn(process.execPath, [cli, ...words, '--json'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let summary: SummaryEvent | undefined;
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));

  async function read(): Promise<void> {
    if (child.stdout === null) return;
    for await (const line of createInterface({ input: child.stdout })) {
      // The last line of a killed process may be incomplete.
      if (!line.endsWith('}')) continue;
      const event = JSON.parse(line) as RunEvent;
      if (event.type === 'summary') summary = event;
      onEvent(event);
    }
  }

  async function end(): Promise<FerryEnd> {
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    const [[exitCode, signal]] = await Promise.all([closed, read()]);
    return { exitCode, signal, errors, ...(summary === undefined ? {} : { summary }) };
  }

  return {
    ended: end(),
    kill: () => child.kill('SIGKILL'),
  };
}
