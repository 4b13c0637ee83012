import { closeSync } from 'node:fs';
import type { Connections } from '../connection/connections.ts';
import { SocketExchange, type ExchangeEnding } from '../connection/exchange.ts';
import { openExpected } from '../source/open-expected.ts';
import type { ReadPace } from '../source/read-pace.ts';
import type { FileRequest } from '../transport.ts';
import { signFile } from './sign-file.ts';
import type { SenderResources } from './body-sender.ts';
import { type ReadBytes, RangeSum, readFully, readFullyHere } from './sum-range.ts';

/** The resources that all small files of one worker share. */
export interface FileResources extends SenderResources {
  readonly pace: ReadPace;
}

/** One small file on its way, from its path to the response. */
export class FileExchange {
  readonly #id: number;
  readonly #request: FileRequest;
  readonly #connections: Connections;
  readonly #resources: FileResources;
  #sum: RangeSum | undefined;
  #exchange: SocketExchange | undefined;
  #isStopped = false;

  constructor(
    id: number,
    request: FileRequest,
    connections: Connections,
    resources: FileResources,
  ) {
    this.#id = id;
    this.#request = request;
    this.#connections = connections;
    this.#resources = resources;
  }

  /** Resolves when the request is over and its file is no longer read. Never rejects. */
  async run(): Promise<ExchangeEnding | 'unsent'> {
    const { path, identity } = this.#request;
    const { pace } = this.#resources;
    const here = pace.nextInPool() ? undefined : pace;
    const descriptor = await openExpected(path, identity, here);
    if (descriptor === undefined) return this.#isStopped ? { kind: 'stopped' } : 'unsent';
    try {
      return await this.#sendFrom(descriptor, here);
    } finally {
      closeSync(descriptor);
    }
  }

  /** Ends the request at once. */
  stop(): void {
    this.#isStopped = true;
    this.#sum?.stop();
    this.#exchange?.stop();
  }

  /** As `SocketExchange.drop`. A file that has no connection yet is sent on a new one. */
  drop(addresses?: readonly string[]): void {
    this.#exchange?.drop(addresses);
  }

  /** Bytes of the body that the socket took since the last call. */
  takeMoved(): number {
    return this.#exchange?.takeMoved() ?? 0;
  }

  async #sendFrom(
    descriptor: number,
    pace: ReadPace | undefined,
  ): Promise<ExchangeEnding | 'unsent'> {
    const { size } = this.#request.identity;
    const range = { descriptor, start: 0, end: size };
    const { slots, kept: keptSlots } = this.#resources;
    const sum = new RangeSum(slots, keptSlots, pace === undefined ? readFully : readBy(pace));
    this.#sum = sum;
    if (this.#isStopped) return { kind: 'stopped' };
    // The caller opens and reads the file itself and gets the error.
    const summed = await sum.run(this.#id, 'md5', range).catch(() => 'unreadable' as const);
    if (summed === undefined) return { kind: 'stopped' };
    if (summed === 'unreadable') return 'unsent';
    const signed = signFile(this.#request, summed.value, Date.now());
    if (signed === undefined) return 'unsent';
    const kept = { worker: 0, id: this.#id };
    const body = { kind: 'file', ...range, identityAfter: true, kept } as const;
    const request = { ...signed, body };
    this.#exchange = new SocketExchange(request, this.#connections, this.#resources, true);
    return await this.#exchange.run();
  }
}

function readBy(pace: ReadPace): ReadBytes {
  return (descriptor, buffer, position) => {
    pace.here(() => readFullyHere(descriptor, buffer, position));
    return undefined;
  };
}
