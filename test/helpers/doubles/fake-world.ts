import path from 'node:path';
import { PassThrough } from 'node:stream';
import type { ProcessEnvironment, OpenFerry, World } from '../../../main/cli/run/world.ts';
import { run } from '../../../main/cli/run.ts';
import type { OtherQueue } from '../../../main/cli/session/other-queues.ts';
import { createFakeEngine, type FakeEngine } from './fake-engine.ts';
import { createFakeQueue, type FakeQueue } from './fake-queue.ts';

/** Keys that must never show up in an output. */
export const canary = { id: 'CanaryKeyId', secret: 'canary-secret', token: 'canary-token' };

type FakeStream = PassThrough & { isTTY?: boolean; columns?: number };

function collect(stream: FakeStream): () => string {
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

/** A command line without a process around it. */
export interface FakeWorld {
  readonly world: World;
  readonly queue: FakeQueue;
  readonly engine: FakeEngine;
  /** What `openFerry` was asked for. */
  readonly opened: readonly OpenFerry[];
  /** Queues of other Ferrys, for a test to put there. */
  readonly others: OtherQueue[];
  /** Runs one command and gives its exit code. */
  run(...words: readonly string[]): Promise<number>;
  readonly output: () => string;
  readonly errors: () => string;
  /** The lines of `--json`, parsed. */
  events(): Record<string, unknown>[];
  /** As if Ctrl-C were pressed. */
  interrupt(): void;
  /** Types this line. */
  type(line: string): void;
  /** Moves the monotonic clock. */
  pass(milliseconds: number): void;
}

export interface FakeWorldOptions {
  readonly environment?: ProcessEnvironment;
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly workingDirectory?: string;
}

/** A world with working keys and an endpoint, an empty queue, and no terminal unless asked for. */
export function createFakeWorld(options: FakeWorldOptions = {}): FakeWorld {
  const queue = createFakeQueue();
  const engine = createFakeEngine(queue);
  const opened: OpenFerry[] = [];
  const others: OtherQueue[] = [];
  const listeners = new Set<() => void>();
  let monotonic = 0;
  const terminal = options.terminal === true;
  const stdin: FakeStream = new PassThrough();
  const stdout: FakeStream = new PassThrough();
  const stderr: FakeStream = new PassThrough();
  if (terminal) {
    stdin.isTTY = true;
    stdout.isTTY = true;
    stdout.columns = options.columns ?? 80;
  }
  const output = collect(stdout);
  const errors = collect(stderr);
  const world: World = {
    environment: options.environment ?? {
      OSS_ACCESS_KEY_ID: canary.id,
      OSS_ACCESS_KEY_SECRET: canary.secret,
      OSS_SESSION_TOKEN: canary.token,
      OSS_REGION: 'cn-hangzhou',
    },
    workingDirectory: options.workingDirectory ?? import.meta.dirname,
    stdin,
    inputKind: () => (terminal ? 'keyboard' : 'readable'),
    stdout,
    stderr,
    monotonic: () => monotonic,
    now: () => 0,
    openFerry(request) {
      opened.push(request);
      return Promise.resolve({
        engine: {
          ...engine,
          setLimit: (bandwidthLimit) => engine.changeSettings({ bandwidthLimit }),
        },
        joined: false,
        handedOver: new Set(),
        spoolFolder: path.join(path.dirname(request.databaseFile), 'spool'),
        store: queue,
        close: async () => {
          await engine.stop();
          await queue.close();
        },
      });
    },
    joinFerry: () => Promise.resolve(undefined),
    openQueue: () => Promise.resolve(queue),
    copyQueue: () => Promise.resolve(queue),
    otherQueues: () => Promise.resolve(others),
    diagnose: () => Promise.reject(new Error('The fake world has no OSS.')),
    makeLinks: () => Promise.reject(new Error('The fake world has no OSS.')),
    openObjectComparison: () => Promise.reject(new Error('The fake world has no OSS.')),
    writeSpool: (folder) =>
      Promise.resolve({
        path: `${folder}/spool`,
        identity: { device: '1', inode: '1', size: 3, modified: '1', changed: '1' },
      }),
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit(code) {
      throw new Error(`exit ${code}`);
    },
  };
  return {
    world,
    queue,
    engine,
    opened,
    others,
    run: (...words) => run(words, world),
    output,
    errors,
    events: () =>
      output()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    interrupt: () => {
      for (const listener of listeners) listener();
    },
    type: (line) => stdin.write(`${line}\n`),
    pass: (milliseconds) => {
      monotonic += milliseconds;
    },
  };
}
