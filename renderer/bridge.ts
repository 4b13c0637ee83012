import { TransferError } from '../shared/errors.ts';
import { callInTurn, type FerryBridge } from '../shared/ipc/bridge-api.ts';
import { contract, type FerryContract } from '../shared/ipc/contract.ts';
import type { Caller, Contract, Envelope, Listeners } from '../shared/ipc/define.ts';

export type AddFilesRequest = Parameters<FerryBridge['addFiles']>[0];

/** The client of the main process. Every call rejects with TransferError. */
export interface Client {
  readonly call: Caller<FerryContract>;
  /** Each function subscribes a listener and returns a function that unsubscribes it. */
  readonly on: Listeners<FerryContract>;
  /** Adds dropped or pasted files and folders; null when no file has a path. */
  addFiles(target: AddFilesRequest, files: readonly File[]): Promise<number | null>;
}

/** Builds the typed client on the functions that the preload provides. */
export function connectClient(ferry: FerryBridge): Client {
  return {
    call: mapContract(
      'call',
      (group, name) => async (input: unknown) =>
        unwrap(await callInTurn(() => ferry.call(group, name, plainCopy(input)), wait)),
    ) as unknown as Caller<FerryContract>,
    on: mapContract('event', (group, name) =>
      eventOf(ferry, group, name),
    ) as unknown as Listeners<FerryContract>,
    async addFiles(target, files) {
      return unwrap(await ferry.addFiles(plainCopy(target) as AddFilesRequest, [...files]));
    },
  };
}

type Listener = (payload: unknown) => void;

const definitionsByGroup: Contract = contract;
const clients = new WeakMap<FerryBridge, Client>();

/** The client of this window. */
export function useClient(): Client {
  const known = clients.get(window.ferry);
  if (known !== undefined) return known;
  const client = connectClient(window.ferry);
  clients.set(window.ferry, client);
  return client;
}

function mapContract<Made>(
  kind: 'call' | 'event',
  make: (group: string, name: string) => Made,
): Record<string, Record<string, Made>> {
  const groups = Object.entries(definitionsByGroup).map(([group, definitions]) => {
    const names = Object.entries(definitions).filter(([, definition]) => definition.kind === kind);
    return [group, Object.fromEntries(names.map(([name]) => [name, make(group, name)]))];
  });
  return Object.fromEntries(groups) as Record<string, Record<string, Made>>;
}

/**
 * Subscribes listeners to one event by one function that crosses the bridge. A bridge may hold a
 * function for as long as the page lives. This one reaches no listener that was unsubscribed, so a
 * closed form, with the keys typed into it, leaves the memory.
 */
function eventOf(ferry: FerryBridge, group: string, name: string) {
  const listeners = new Set<Listener>();
  // Made in this scope, and not beside a listener, because a closure holds its whole scope.
  const publish: Listener = (payload) => {
    for (const listener of [...listeners]) listener(payload);
  };
  let stop: (() => void) | undefined;
  return (heard: Listener) => {
    // One function may be subscribed twice.
    const listener: Listener = (payload) => {
      heard(payload);
    };
    listeners.add(listener);
    stop ??= ferry.on(group, name, publish);
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      stop?.();
      stop = undefined;
    };
  };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function unwrap<Value>(envelope: Envelope<Value>): Value {
  if (envelope.ok) return envelope.value;
  throw new TransferError(envelope.error);
}

/**
 * Prepares a value for main. Copies Vue's proxies, because they cannot be cloned. Drops undefined
 * fields, because a strict validator treats them as present.
 */
function plainCopy(value: unknown): unknown {
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plainCopy);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, plainCopy(field)]));
}
