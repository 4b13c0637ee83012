import type { HostPort, MessageToPage } from './host-port.ts';
import type { WireValue } from '../wire/wire.ts';

/** The preload's `ipcRenderer`, and the end at which the main process's messages arrive. */
export interface HostIpcRenderer {
  readonly api: object;
  receive(message: MessageToPage): void;
}

/** Makes `ipcRenderer`. Runs as text in the isolated world. */
export function createIpcRenderer(port: HostPort): HostIpcRenderer {
  type Listener = (event: object, ...values: unknown[]) => void;
  interface Invocation extends PromiseWithResolvers<unknown> {
    readonly channel: string;
  }
  const listeners = new Map<string, Listener[]>();
  const invocations = new Map<number, Invocation>();
  let lastId = 0;

  const cloned = (values: readonly unknown[]): WireValue => {
    let copy: unknown;
    try {
      copy = structuredClone(values);
    } catch {
      throw new Error('An object could not be cloned.');
    }
    return port.encode(copy);
  };
  const add = (channel: string, listener: Listener): object => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return api;
  };
  const remove = (channel: string, listener: Listener): object => {
    const entries = listeners.get(channel) ?? [];
    const index = entries.lastIndexOf(listener);
    listeners.set(channel, entries.toSpliced(index, index < 0 ? 0 : 1));
    return api;
  };

  const api = {
    // Not marked async: what cannot be cloned must be refused before anything is sent.
    invoke(channel: string, ...values: unknown[]): Promise<unknown> {
      const invocation = { ...Promise.withResolvers<unknown>(), channel };
      try {
        const id = ++lastId;
        const wire = cloned(values);
        invocations.set(id, invocation);
        port.send({ kind: 'invoke', id, channel, values: wire });
      } catch (error) {
        invocation.reject(error);
      }
      return invocation.promise;
    },
    on: add,
    removeListener: remove,
  };

  const deliver = (channel: string, values: readonly unknown[]): void => {
    for (const listener of listeners.get(channel) ?? []) listener({ sender: api }, ...values);
  };
  const settle = (id: number): Invocation | undefined => {
    const invocation = invocations.get(id);
    invocations.delete(id);
    return invocation;
  };

  return {
    api,
    receive(message) {
      switch (message.kind) {
        case 'message':
          deliver(message.channel, port.decode(message.values) as unknown[]);
          return;
        case 'reply':
          settle(message.id)?.resolve(port.decode(message.value));
          return;
        case 'failure': {
          const invocation = settle(message.id);
          const channel = invocation?.channel ?? '';
          invocation?.reject(
            new Error(`Error invoking remote method '${channel}': ${message.error}`),
          );
        }
      }
    },
  };
}
