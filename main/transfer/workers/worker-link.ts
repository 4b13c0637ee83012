import type { Worker } from 'node:worker_threads';
import { assertNever } from '../../../shared/assert-never.ts';
import { MessageQueue, type Command, type Report } from './messages.ts';
import {
  TransportError,
  type SendOptions,
  type TransportResponse,
  type TransportFailure,
} from '../transport.ts';

/** A job without its id, which the link assigns. */
type Job =
  | Omit<Command & { kind: 'send' }, 'id'>
  | Omit<Command & { kind: 'file' }, 'id'>
  | Omit<Command & { kind: 'sum' }, 'id'>;

/** A checksum, and the id of its bytes if the worker keeps them. */
export interface Sum {
  readonly value: string;
  readonly kept?: number;
}

/** The result of a job: the response to a request, a checksum, or nothing for an unsent file. */
export type Outcome = TransportResponse | Sum | undefined;

interface Pending {
  readonly weight: number;
  readonly signal: AbortSignal;
  readonly onAbort: () => void;
  readonly onBytes: SendOptions['onBytes'];
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (reason: unknown) => void;
}

/** The weight of a request besides its bytes, in bytes, so that small requests count too. */
const baseWeight = 16 * 1024;

const noBytes = new Uint8Array(0);

/** The main-thread side of one worker. */
export class WorkerLink {
  /** Identifies a worker within its pool. */
  readonly number: number;
  readonly #worker: Worker;
  readonly #commands: MessageQueue<Command>;
  readonly #pending = new Map<number, Pending>();
  readonly #onEnd: (link: WorkerLink) => void;
  #lastId = 0;
  #load = 0;
  #ending: TransportFailure = { reason: 'worker-failed', detail: 'The worker ended' };

  constructor(number: number, worker: Worker, onEnd: (link: WorkerLink) => void) {
    this.number = number;
    this.#worker = worker;
    this.#onEnd = onEnd;
    this.#commands = new MessageQueue((batch) => worker.postMessage(batch));
    worker.on('message', (reports: readonly Report[]) => {
      for (const report of reports) this.#take(report);
    });
    worker.on('error', (error) => {
      const detail = `The worker failed: ${error instanceof Error ? error.name : 'unknown'}`;
      this.#ending = { reason: 'worker-failed', detail };
    });
    // Only after the exit is it certain that the worker reads no file any more.
    worker.on('exit', () => this.#failAll());
    worker.unref();
  }

  /** Bytes in progress, plus a base weight for each job. */
  get load(): number {
    return this.#load;
  }

  /** @throws TransportError, or the signal's reason when the signal aborts. */
  run(
    job: Job,
    bytes: number,
    signal: AbortSignal,
    onBytes?: SendOptions['onBytes'],
  ): Promise<Outcome> {
    const id = (this.#lastId += 1);
    const weight = baseWeight + bytes;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.#commands.addUrgent({ kind: 'stop', id });
      signal.addEventListener('abort', onAbort, { once: true });
      if (this.#pending.size === 0) this.#worker.ref();
      this.#load += weight;
      this.#pending.set(id, { weight, signal, onAbort, onBytes, resolve, reject });
      this.#commands.add({ ...job, id });
    });
  }

  post(command: Command & { kind: 'proxy' | 'drop' | 'drop-stalled' }): void {
    this.#commands.addUrgent(command);
  }

  /** Queues the close of a descriptor, to travel with the next message. */
  release(descriptor: number): void {
    this.#commands.add({ kind: 'close', descriptor });
  }

  /** Ends the worker. Jobs in progress fail as `connection-lost`. */
  async close(): Promise<void> {
    this.#ending = { reason: 'connection-lost', detail: 'Ferry closes its connections' };
    await this.#worker.terminate();
  }

  #take(report: Report): void {
    switch (report.kind) {
      case 'progress':
        this.#progress(report.moved);
        return;
      case 'response': {
        const { kind: _kind, id, moved, waited, body = noBytes, ...response } = report;
        if (moved > 0) this.#pending.get(id)?.onBytes?.(moved, waited);
        this.#settle(id, ({ resolve }) => resolve({ ...response, body }));
        return;
      }
      case 'sum': {
        const { id, value, kept } = report;
        this.#settle(id, ({ resolve }) => resolve(kept ? { value, kept: id } : { value }));
        return;
      }
      case 'unsent':
        this.#settle(report.id, ({ resolve }) => resolve(undefined));
        return;
      case 'failure':
        this.#settle(report.id, ({ reject }) => reject(new TransportError(report.failure)));
        return;
      case 'stopped':
        this.#settle(report.id, ({ reject, signal }) => reject(signal.reason));
        return;
      default:
        assertNever(report, 'report');
    }
  }

  #progress(moved: readonly number[]): void {
    for (let index = 0; index + 2 < moved.length; index += 3) {
      const pending = this.#pending.get(moved[index] ?? 0);
      if (pending?.signal.aborted === false)
        pending.onBytes?.(moved[index + 1] ?? 0, moved[index + 2]);
    }
  }

  #settle(id: number, how: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    this.#load -= pending.weight;
    if (this.#pending.size === 0) this.#worker.unref();
    const { signal, onAbort, reject } = pending;
    signal.removeEventListener('abort', onAbort);
    // An aborted caller gets no result, not even a result that was already on its way.
    if (signal.aborted) reject(signal.reason);
    else how(pending);
  }

  #failAll(): void {
    this.#onEnd(this);
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id, ({ reject }) => reject(new TransportError(this.#ending)));
    }
  }
}
