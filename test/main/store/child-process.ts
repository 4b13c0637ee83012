import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export type TestChild = ChildProcessByStdio<Writable, Readable, null>;

export interface StartedChild {
  readonly process: TestChild;
  /** The lines that it prints; ends with its output. */
  readonly lines: AsyncIterator<string>;
  /** Ends it without a chance to tidy up, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts a TypeScript file of the tests in a process of its own. */
export function startChild(script: URL, args: readonly string[]): StartedChild {
  const child = spawn(process.execPath, [script.pathname, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    lines,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export async function nextLine(child: StartedChild): Promise<string> {
  const line = await child.lines.next();
  if (line.done === true) throw new Error('The child process ended without a word');
  return line.value;
}
