import { standardInputKind } from '../arguments/standard-input.ts';
import type { ProcessEnvironment, World } from './world.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ignores a reader that closed the pipe, as in `ferry status | head`. */
function forgiveClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/**
 * The folder that relative paths start from. `npm run ferry` changes to the clone's folder first
 * and keeps the user's folder in INIT_CWD (npm-run-script). A script of another package that calls
 * Ferry also has an INIT_CWD, which Ferry ignores.
 */
export function workingDirectory(environment: ProcessEnvironment, current: string): string {
  const { INIT_CWD: initial, npm_lifecycle_event: script, npm_package_name: name } = environment;
  const isOurScript = script === 'ferry' && name === 'ferry';
  return isOurScript && initial !== undefined && initial !== '' ? initial : current;
}

/** The real process. Only commands that use the engine load it and its dependencies. */
export function processWorld(): World {
  forgiveClosedPipe(process.stdout);
  forgiveClosedPipe(process.stderr);
  return {
    environment: process.env,
    workingDirectory: workingDirectory(process.env, process.cwd()),
    stdin: process.stdin,
    inputKind: () => (process.stdin.isTTY ? 'keyboard' : standardInputKind()),
    stdout: process.stdout,
    stderr: process.stderr,
    monotonic: () => performance.now(),
    now: () => Date.now(),
    async openFerry(options) {
      const { openFerry } = await import('../session/open-ferry.ts');
      return await openFerry(options);
    },
    async joinFerry(options) {
      const { joinFerry } = await import('../session/join-ferry.ts');
      return await joinFerry(options);
    },
    async copyQueue(file) {
      const { openCopy } = await import('../../store/copy-queue.ts');
      return await openCopy(file);
    },
    async openQueue(file) {
      const { openStore } = await import('../../store/open-store.ts');
      return await openStore({ file });
    },
    async otherQueues(file) {
      const { otherQueues } = await import('../session/other-queues.ts');
      return await otherQueues(file);
    },
    async writeSpool(folder, bytes, signal) {
      const { writeSpool } = await import('../../transfer/source/write-spool.ts');
      return await writeSpool(folder, bytes, signal);
    },
    async diagnose(options) {
      const { diagnoseAccount } = await import('../session/direct-calls.ts');
      await diagnoseAccount(process.env, options);
    },
    async makeLinks(options) {
      const { makeLinks } = await import('../session/direct-calls.ts');
      return await makeLinks(process.env, options);
    },
    async openObjectComparison(options) {
      const { openObjectComparison } = await import('../session/direct-calls.ts');
      return await openObjectComparison(process.env, options);
    },
    onInterrupt(listener) {
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    exit: (code) => process.exit(code),
  };
}
