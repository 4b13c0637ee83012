import { Worker } from 'node:worker_threads';
import { assertNever } from '../../shared/assert-never.ts';
import { TransferError } from '../../shared/errors.ts';
import type { QueueRecovery } from '../../shared/queue-recovery.ts';
import type { PictureQueries } from '../engine/ports/picture-queries.ts';
import type { TransferQueries } from '../engine/ports/transfer-queries.ts';
import type { HandOver, RowBin, TransferStore } from '../engine/ports/transfer-store.ts';
import {
  callNames,
  type StoreCalls,
  type StoreWorkerOptions,
  type CallName,
  type StoreCall,
  type StoreMessage,
  type StoreRequest,
} from './store-calls.ts';

export interface StoreOptions {
  /**
   * Path of the database; its folder exists. Related files lie beside it and share the start of its
   * name.
   */
  readonly file: string;
  /** Keeps a backup from the last close and one from before a migration. Default: true. */
  readonly backups?: boolean;
  /** Wall clock, milliseconds since 1970. */
  readonly now?: () => number;
}

export interface OpenedStore
  extends TransferStore, TransferQueries, PictureQueries, RowBin, HandOver {
  /** Present when a damaged database was set aside, so that the app can inform the user. */
  readonly recovery?: QueueRecovery;
  /** Transactions committed since the store was opened; for tests and the bench. */
  commits(): number;
}

/** This young generation is large enough for short-lived rows and keeps the worker small. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 };

/**
 * Opens the queue in its own worker thread, for this process alone.
 *
 * @throws TransferError `database-locked` when another process has it; `database-newer` when a
 *   later Ferry has written it; `database-damaged` when neither it nor its backup is usable;
 *   `disk-full` or `database-failed`.
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const now = options.now ?? Date.now;
  const { file, backups = true } = options;
  const workerData: StoreWorkerOptions = { file, backups, openedAt: now() };
  const worker = new Worker(new URL('./store-worker.ts', import.meta.url), {
    workerData,
    resourceLimits,
  });
  const client = new StoreClient(worker, now);
  const recovery = await client.opened();
  return {
    ...storeCalls(client),
    onDiskFull: (listener) => client.onDiskFull(listener),
    onFailure: (listener) => client.onFailure(listener),
    close: () => client.close(),
    commits: () => client.commits,
    ...(recovery === undefined ? {} : { recovery }),
  };
}

function storeCalls(client: StoreClient): StoreCalls {
  const calls = callNames.map((name) => {
    const call = (...args: readonly unknown[]) => client.call(name, args);
    return [name, call] as const;
  });
  return Object.fromEntries(calls) as unknown as StoreCalls;
}

/** The subset of a worker thread that the client uses. */
interface StorePort {
  on(event: 'message', listener: (message: StoreMessage) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  postMessage(request: StoreRequest): void;
}

interface PendingCall {
  readonly call: StoreCall;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: TransferError) => void;
}

/** Calls whose callers lose nothing by a short delay, and that come in great numbers. */
const mayWait: ReadonlySet<CallName> = new Set<CallName>(['apply']);
/**
 * Reads of a picture of the window, for which a person waits. They overtake calls that wait for a
 * commit: they answer what is on disk.
 */
const mayOvertake: ReadonlySet<CallName> = new Set<CallName>([
  'uploadMark',
  'uploadList',
  'sumCounters',
  'countTree',
  'countSkips',
  'uploadFacts',
  'unfinishedCounts',
  'batchCauses',
  'tree',
  'findUploads',
  'findFiles',
]);
/** At most so many calls wait for others. */
const mostGathered = 64;
/** And no longer than so many milliseconds. */
export const gatherFor = 5;

/**
 * The main thread's side of a store worker.
 *
 * While the worker commits one message, the client collects calls. All of them then form the next
 * message and share one commit. A busy queue shares an fsync among more calls, and a single call
 * goes out without delay. The ends of transfers wait for more of their kind, because a commit costs
 * more than they do. Responses keep the order of the calls.
 */
export class StoreClient {
  readonly #worker: StorePort;
  readonly #now: () => number;
  readonly #opening = Promise.withResolvers<QueueRecovery | undefined>();
  readonly #fullListeners = new Set<(full: boolean) => void>();
  readonly #failureListeners = new Set<(error: TransferError) => void>();
  #waiting: PendingCall[] = [];
  #committing: readonly PendingCall[] | undefined;
  /** The last message had only reads of a picture, and others waited. */
  #hasOvertaken = false;
  #posting = false;
  #gathering: NodeJS.Timeout | undefined;
  #full = false;
  #closing: PromiseWithResolvers<void> | undefined;
  /** Why the queue could not be opened. Reported once the worker has closed all files. */
  #refusal: TransferError | undefined;
  #ended: TransferError | undefined;
  #commits = 0;

  constructor(worker: StorePort, now: () => number) {
    this.#worker = worker;
    this.#now = now;
    // Without a caller of `opened`, a failure must not become an unhandled rejection.
    this.#opening.promise.catch(() => undefined);
    worker.on('message', (message) => this.#receive(message));
    worker.on('error', (error) => this.#end(error));
    worker.on('exit', (code) => this.#end(new Error(`The store worker ended with code ${code}`)));
  }

  /**
   * Resolves when the queue is open.
   * @throws TransferError what `openStore` throws.
   */
  opened(): Promise<QueueRecovery | undefined> {
    return this.#opening.promise;
  }

  /** Number of transactions that the worker has committed. */
  get commits(): number {
    return this.#commits;
  }

  call(name: CallName, args: readonly unknown[]): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (this.#closing !== undefined) return Promise.reject(closedError());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ call: [name, ...args], resolve, reject });
      this.#postSoon();
    });
  }

  onDiskFull(listener: (full: boolean) => void): () => void {
    this.#fullListeners.add(listener);
    // The disk may have become full before this listener was added.
    if (this.#full) queueMicrotask(() => this.#fullListeners.has(listener) && listener(true));
    return () => void this.#fullListeners.delete(listener);
  }

  onFailure(listener: (error: TransferError) => void): () => void {
    this.#failureListeners.add(listener);
    const { failure } = this;
    if (failure !== undefined) {
      queueMicrotask(() => this.#failureListeners.has(listener) && listener(failure));
    }
    return () => void this.#failureListeners.delete(listener);
  }

  /** The reason why the store no longer responds; `undefined` while it works, and after a close. */
  get failure(): TransferError | undefined {
    return this.#closing === undefined ? this.#ended : undefined;
  }

  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.promise;
    this.#closing = Promise.withResolvers();
    if (this.#ended !== undefined) this.#closing.resolve();
    else if (this.#waiting.length > 0) this.#postSoon();
    else this.#closeWhenIdle();
    return this.#closing.promise;
  }

  /** Sends the calls of one turn of the event loop in one message. */
  #postSoon(): void {
    if (this.#posting || this.#committing !== undefined) return;
    if (this.#mayGather()) {
      this.#gathering ??= setTimeout(() => {
        this.#post();
      }, gatherFor);
      return;
    }
    this.#posting = true;
    setImmediate(() => {
      this.#posting = false;
      this.#post();
    });
  }

  #mayGather(): boolean {
    const { length } = this.#waiting;
    if (length > mostGathered || this.#closing !== undefined) return false;
    return this.#waiting.every(({ call: [name] }) => mayWait.has(name));
  }

  #post(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    // Responses carry no names: a second message would take those of the first.
    if (this.#committing !== undefined) return;
    if (this.#ended !== undefined || this.#waiting.length === 0) return;
    this.#committing = this.#takeNext();
    const calls = this.#committing.map(({ call }) => call);
    this.#send({ type: 'calls', now: this.#now(), calls });
  }

  #takeNext(): readonly PendingCall[] {
    const first = this.#waiting.filter(({ call: [name] }) => mayOvertake.has(name));
    const others = this.#waiting.filter(({ call: [name] }) => !mayOvertake.has(name));
    this.#hasOvertaken = !this.#hasOvertaken && first.length > 0 && others.length > 0;
    const next = this.#hasOvertaken ? first : this.#waiting;
    this.#waiting = this.#hasOvertaken ? others : [];
    return next;
  }

  #closeWhenIdle(): void {
    if (this.#closing === undefined || this.#committing !== undefined) return;
    if (this.#waiting.length === 0) this.#send({ type: 'close' });
  }

  #send(request: StoreRequest): void {
    this.#worker.postMessage(request);
  }

  #receive(message: StoreMessage): void {
    switch (message.type) {
      case 'results':
        this.#commits = message.commits;
        this.#settle(message);
        break;
      case 'disk':
        this.#full = message.full;
        for (const listener of [...this.#fullListeners]) listener(message.full);
        break;
      case 'closed':
        this.#ended = closedError();
        this.#closing?.resolve();
        break;
      case 'opened':
        this.#opening.resolve(message.recovery);
        break;
      case 'refused':
        this.#refusal = new TransferError(message.error);
        break;
      default:
        assertNever(message, 'message of the store');
    }
  }

  #settle(reply: Extract<StoreMessage, { type: 'results' }>): void {
    const settled = this.#committing ?? [];
    this.#committing = undefined;
    const failures = new Map(reply.failures);
    settled.forEach(({ call, resolve, reject }, index) => {
      const record = failures.get(index);
      if (record === undefined) {
        resolve(reply.results[index]);
      } else {
        const detail = `${call[0]}: ${record.detail ?? record.code}`;
        reject(new TransferError({ ...record, detail }));
      }
    });
    // Runs after the callers have handled the responses, so that their new calls share the next
    // commit.
    if (this.#waiting.length > 0) this.#postSoon();
    this.#closeWhenIdle();
  }

  /** Handles the end of the worker: calls without a response may or may not be on disk. */
  #end(cause: Error): void {
    if (this.#ended !== undefined) return;
    const detail = `The store stopped: ${cause.message}`;
    const stopped = new TransferError({ code: 'database-failed', detail }, { cause });
    const error = this.#refusal ?? stopped;
    this.#ended = error;
    this.#opening.reject(error);
    for (const { reject } of [...(this.#committing ?? []), ...this.#waiting]) reject(error);
    this.#committing = undefined;
    this.#waiting = [];
    this.#closing?.resolve();
    const { failure } = this;
    if (failure === undefined) return;
    for (const listener of [...this.#failureListeners]) listener(failure);
  }
}

function closedError(): TransferError {
  return new TransferError({ code: 'database-failed', detail: 'The store is closed' });
}
