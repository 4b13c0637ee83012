import { closeSync } from 'node:fs';
import type { Connections } from '../connection/connections.ts';
import { type ExchangeEnding, SocketExchange } from '../connection/exchange.ts';
import { openExpected } from '../source/open-source.ts';
import type { SyncReads } from '../source/sync-reads.ts';
import type { FileRequest, TransportRequest } from '../transport.ts';
import { authorizationV4, encodeKey, signatureDate } from '../../signature/sign-v4.ts';
import type { SenderResources } from './body-sender.ts';
import { RangeSum, type ReadBytes, readFully, readFullySync } from './sum-range.ts';

/** One small file on its way, from its path to the response. */
export class FileExchange {
  readonly #id: number;
  readonly #request: FileRequest;
  readonly #connections: Connections;
  readonly #resources: SenderResources;
  #sum: RangeSum | undefined;
  #exchange: SocketExchange | undefined;
  #isStopped = false;

  constructor(
    id: number,
    request: FileRequest,
    connections: Connections,
    resources: SenderResources,
  ) {
    this.#id = id;
    this.#request = request;
    this.#connections = connections;
    this.#resources = resources;
  }

  /** Resolves when the request is over and its file is no longer read. Never rejects. */
  async run(): Promise<ExchangeEnding | 'unsent'> {
    const { path, identity } = this.#request;
    const { syncReads } = this.#resources;
    const policy = syncReads.nextInPool(identity.device) ? undefined : syncReads;
    const descriptor = await openExpected(path, identity, policy);
    if (descriptor === undefined) return this.#isStopped ? { kind: 'stopped' } : 'unsent';
    try {
      syncReads.learn(identity.device, descriptor);
      return await this.#sendFrom(descriptor, policy);
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

  /** As `SocketExchange.dropStalled`. */
  dropStalled(milliseconds: number): void {
    this.#exchange?.dropStalled(milliseconds);
  }

  /** Bytes of the body that the socket took since the last call. */
  takeMoved(): number {
    return this.#exchange?.takeMoved() ?? 0;
  }

  /** As `BodySender.takeWaited`. */
  takeWaited(): number {
    return this.#exchange?.takeWaited() ?? 0;
  }

  async #sendFrom(
    descriptor: number,
    syncReads: SyncReads | undefined,
  ): Promise<ExchangeEnding | 'unsent'> {
    const { size } = this.#request.identity;
    const range = { descriptor, start: 0, end: size };
    const { slots } = this.#resources;
    const sum = new RangeSum(slots, syncReads === undefined ? readFully : readBy(syncReads));
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
    this.#exchange = new SocketExchange(request, this.#connections, this.#resources, {
      isSmall: true,
    });
    return await this.#exchange.run();
  }
}

function readBy(syncReads: SyncReads): ReadBytes {
  return (descriptor, buffer, position) => {
    syncReads.sync(() => readFullySync(descriptor, buffer, position));
    return undefined;
  };
}

/**
 * The signed PutObject of a small file, without its body.
 *
 * @param md5 of the file, in base64
 * @param now wall clock of this computer, milliseconds
 * @returns `undefined` when the signing key is of another day
 */
export function signFile(
  { key, headers: own, destination, idleTimeout }: FileRequest,
  md5: string,
  now: number,
): Omit<TransportRequest, 'body'> | undefined {
  const { above, bucket, scope, clockOffset } = destination;
  const date = signatureDate(now + clockOffset);
  if (!date.startsWith(scope.day)) return undefined;
  const headers = { ...own, ...destination.headers, 'Content-MD5': md5, 'x-oss-date': date };
  const authorization = authorizationV4({ method: 'PUT', bucket, key, headers }, scope);
  const url = `${above}${encodeKey(key)}`;
  return { method: 'PUT', url, headers: { ...inLatin1(headers), authorization }, idleTimeout };
}

const ascii = /^[\0-\x7f]*$/;

/** Header values travel as the bytes of their UTF-8 form: one character a byte. */
function inLatin1(headers: Readonly<Record<string, string>>): Record<string, string> {
  const encoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    encoded[name] = ascii.test(value) ? value : Buffer.from(value).toString('latin1');
  }
  return encoded;
}
