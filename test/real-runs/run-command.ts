import { Readable, Writable } from 'node:stream';
import {
  diagnoseAccount,
  makeLinks,
  openObjectComparison,
} from '../../main/cli/session/direct-calls.ts';
import { openFerry } from '../../main/cli/session/open-ferry.ts';
import { run } from '../../main/cli/run.ts';
import type { ProcessEnvironment, World } from '../../main/cli/run/world.ts';
import { openCopy } from '../../main/store/copy-queue.ts';
import { openStore } from '../../main/store/open-store.ts';
import { writeSpool } from '../../main/transfer/source/write-spool.ts';
import type { RunEvent } from '../../main/cli/report/run-event.ts';

/** How a command ended. */
export interface CommandResult {
  readonly exitCode: number;
  /** The lines of `--json`, parsed. */
  readonly events: readonly RunEvent[];
  readonly output: string;
}

/**
 * Runs the real command line, with everything behind it, without a process of its own: starting
 * one takes longer than the upload of a file.
 *
 * @param words the arguments after the name of the program; `--json` among them
 */
export async function runCommand(
  words: readonly string[],
  environment: ProcessEnvironment,
): Promise<CommandResult> {
  let output = '';
  let errors = '';
  const collect = (take: (text: string) => void) =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        take(chunk.toString());
        done();
      },
    });
  const world: World = {
    environment,
    workingDirectory: import.meta.dirname,
    stdin: Readable.from([]),
    inputKind: () => 'readable',
    stdout: collect((text) => (output += text)),
    stderr: collect((text) => (errors += text)),
    monotonic: () => performance.now(),
    now: () => Date.now(),
    openFerry,
    joinFerry: () => Promise.resolve(undefined),
    openQueue: (file) => openStore({ file }),
    copyQueue: (file) => openCopy(file),
    otherQueues: () => Promise.resolve([]),
    diagnose: (options) => diagnoseAccount(environment, options),
    makeLinks: (options) => makeLinks(environment, options),
    openObjectComparison: (options) => openObjectComparison(environment, options),
    writeSpool,
    onInterrupt: () => () => undefined,
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
  };
  const exitCode = await run(words, world);
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  const events = lines.map((line) => JSON.parse(line) as RunEvent);
  return { exitCode, events, output: output + errors };
}
