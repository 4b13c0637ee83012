import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import type { SourceIdentity } from '../../../shared/transfer.ts';
import type {
  FileRange,
  FileRequest,
  TransportFailure,
  TransportProxy,
  TransportRequest,
} from '../transport.ts';

/** The start data of a worker. */
export interface WorkerStart {
  /** Memory of the SharedBandwidth. */
  readonly bandwidth: SharedArrayBuffer;
  readonly proxy: TransportProxy;
  /** The number of slots in its pool. */
  readonly slots: number;
}

export type SumKind = 'crc64' | 'md5';

/** To a worker, in batches. Ids are unique within a worker. */
export type Command =
  | {
      readonly kind: 'send';
      readonly id: number;
      readonly request: TransportRequest;
      /** True when the caller listens to progress. */
      readonly progress: boolean;
    }
  | {
      readonly kind: 'file';
      readonly id: number;
      readonly request: FileRequest;
      /** True when the caller listens to progress. */
      readonly progress: boolean;
    }
  | { readonly kind: 'sum'; readonly id: number; readonly sum: SumKind; readonly range: FileRange }
  /** The worker reports `stopped` as soon as it no longer reads the descriptor. */
  | { readonly kind: 'stop'; readonly id: number }
  /** Closes a descriptor; the worker sends no report. */
  | { readonly kind: 'close'; readonly descriptor: number }
  | { readonly kind: 'proxy'; readonly proxy: TransportProxy }
  /** Without addresses: drops every connection. */
  | { readonly kind: 'drop'; readonly addresses: readonly string[] | undefined }
  | { readonly kind: 'drop-stalled'; readonly milliseconds: number };

/** From a worker, in batches. Each `send`, `file` and `sum` ends in exactly one of the last five. */
export type Report =
  /**
   * Since the last report, as id, bytes, wait, id, bytes, wait …: see `SendOptions.onBytes`.
   */
  | { readonly kind: 'progress'; readonly moved: readonly number[] }
  | {
      readonly kind: 'response';
      readonly id: number;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** Absent for an empty body, the usual case. */
      readonly body?: Uint8Array;
      readonly sentCrc64?: string;
      readonly sourceAfter?: SourceIdentity;
      /** Bytes since the last progress report. */
      readonly moved: number;
      /** The wait for the source since the last progress report; absent for none. */
      readonly waited?: number;
    }
  | {
      readonly kind: 'sum';
      readonly id: number;
      readonly value: string;
      /** True when the worker keeps the bytes, under the id of the job. */
      readonly kept: boolean;
    }
  /** A `file` of which nothing was sent. */
  | { readonly kind: 'unsent'; readonly id: number }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: TransportFailure }
  | { readonly kind: 'stopped'; readonly id: number };

/** Milliseconds that messages wait for others where nothing idles for that. */
const gatherFor = 2;

/** Collects messages for another thread: messages that travel together cost less. */
export class MessageQueue<Message> {
  readonly #post: (batch: readonly Message[]) => void;
  readonly #mayWait: () => boolean;
  #batch: Message[] = [];

  /** @param mayWait true while a short delay of the messages keeps nothing idle */
  constructor(post: (batch: readonly Message[]) => void, mayWait: () => boolean = () => false) {
    this.#post = post;
    this.#mayWait = mayWait;
  }

  /** Posts `message` together with all other messages of this turn of the event loop. */
  add(message: Message): void {
    this.#batch.push(message);
    if (this.#batch.length > 1) return;
    if (this.#mayWait()) setTimeout(() => this.#flush(), gatherFor);
    else setImmediate(() => this.#flush());
  }

  /** Posts `message` and all waiting messages at once. */
  addUrgent(message: Message): void {
    this.#batch.push(message);
    this.#flush();
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#post(batch);
  }
}

/**
 * The environment of a worker: only the compile cache of this process, if it has one.
 *
 * Variables for TLS, proxies or debugging must not affect the workers. Without the cache every
 * thread loads its own TypeScript compiler, 12 to 25 MB.
 */
export function workerEnvironment(): Record<string, string> {
  const cache = getCompileCacheDir();
  // The directory belongs to this exact version of Node and lies inside the requested directory.
  return cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) };
}
