import { randomBytes } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { TransferError, type ErrorRecord } from '../../shared/errors.ts';
import { channelName, type Definition, type RemoteCaller } from '../../shared/ipc/define.ts';
import type { ProgressUpdate } from '../engine/api.ts';
import {
  controlContract,
  controlProtocol,
  keyDigest,
  type ControlContract,
  type Greeting,
} from './contract.ts';
import { readLines, writeLine, addressToConnect, socketLocation } from './local-socket.ts';

/** Space for a page of 10,000 rows with long paths. */
const mostLineBytes = 512 * 1024 * 1024;

export interface ControlClient {
  /** Every call of the contract. Rejects with TransferError, or with RunningFerryGone. */
  readonly calls: RemoteCaller<ControlContract>;
  readonly greeting: Greeting;
  /** True when both processes have this access key ID in their environments. */
  readonly sameKeys: (accessKeyId: string | undefined) => boolean;
  onProgress(listener: (update: ProgressUpdate) => void): () => void;
  /** Closes the connection; the running Ferry continues. */
  close(): void;
}

interface Answer {
  readonly id?: number;
  readonly ok?: boolean;
  readonly value?: unknown;
  readonly error?: ErrorRecord;
  readonly event?: string;
  readonly payload?: unknown;
}

async function open(address: string): Promise<Socket | undefined> {
  const socket = connect(address);
  return await new Promise((resolve) => {
    socket.once('connect', () => {
      resolve(socket);
    });
    // The socket is absent, or a killed Ferry left it.
    socket.once('error', () => {
      resolve(undefined);
    });
  });
}

type AnyGroups = Readonly<Record<string, Readonly<Record<string, Definition>>>>;

function callerOf(
  call: (name: string, input: unknown) => Promise<unknown>,
): RemoteCaller<ControlContract> {
  const made: Record<string, Record<string, (input: unknown) => Promise<unknown>>> = {};
  const groups: AnyGroups = controlContract;
  for (const [group, definitions] of Object.entries(groups)) {
    const functions: Record<string, (input: unknown) => Promise<unknown>> = {};
    for (const [name, { kind }] of Object.entries(definitions)) {
      if (kind === 'call') functions[name] = (input) => call(`${group}.${name}`, input);
    }
    made[group] = functions;
  }
  return made as unknown as RemoteCaller<ControlContract>;
}

/**
 * Connects to the Ferry that works on a queue; `undefined` when no Ferry listens.
 *
 * @param queue the database; it may not exist
 * @throws OtherFerryVersion when the two versions are incompatible
 */
export async function connectControl(
  queue: string,
  ownRowsOnly: boolean,
): Promise<ControlClient | undefined> {
  const file = await realpath(queue).catch(() => undefined);
  if (file === undefined) return undefined;
  const address = await addressToConnect(socketLocation(file));
  const socket = address === undefined ? undefined : await open(address);
  if (socket === undefined) return undefined;

  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const listeners = new Set<(update: ProgressUpdate) => void>();
  let last = 0;

  function take({ id, ok, value, error, event, payload }: Answer): void {
    if (event === channelName('ferry', 'progress')) {
      for (const listener of listeners) listener(payload as ProgressUpdate);
    }
    if (id === undefined) return;
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (ok === true) waiter?.resolve(value);
    else waiter?.reject(new TransferError(error ?? { code: 'internal' }));
  }

  readLines(socket, mostLineBytes, {
    line(text) {
      try {
        take(JSON.parse(text) as Answer);
      } catch {
        socket.destroy();
      }
    },
    tooLong: () => undefined,
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const waiter of waiting.values()) waiter.reject(new RunningFerryGone());
    waiting.clear();
  });

  async function call(name: string, input: unknown): Promise<unknown> {
    if (socket === undefined || socket.destroyed) throw new RunningFerryGone();
    last += 1;
    const waiter = Promise.withResolvers<unknown>();
    waiting.set(last, waiter);
    writeLine(socket, { id: last, call: name, input });
    return await waiter.promise;
  }

  const calls = callerOf(call);
  const nonce = randomBytes(16).toString('hex');
  try {
    const greeting = await calls.ferry.greet({ protocol: controlProtocol, nonce, ownRowsOnly });
    if (greeting.protocol !== controlProtocol) throw new OtherFerryVersion(greeting.version);
    return {
      calls,
      greeting,
      sameKeys: (id) => {
        const digest = keyDigest(id, nonce);
        return digest !== undefined && digest === greeting.environmentKeys;
      },
      onProgress(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: () => {
        socket.destroy();
      },
    };
  } catch (error) {
    socket.destroy();
    // The running Ferry is ending: it releases its lock in a moment.
    if (error instanceof RunningFerryGone) return undefined;
    throw error;
  }
}

/** The Ferry that worked on the queue has ended, or its connection broke. */
export class RunningFerryGone extends Error {
  constructor() {
    super('The Ferry that was running has ended.');
    this.name = 'RunningFerryGone';
  }
}

/** The Ferry that works on the queue uses another version of the contract. */
export class OtherFerryVersion extends Error {
  /** Of the running Ferry. */
  readonly version: string;

  constructor(version: string) {
    super(`The Ferry that is running has version ${version}.`);
    this.name = 'OtherFerryVersion';
    this.version = version;
  }
}
