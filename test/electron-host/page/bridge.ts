import type { BridgeMessage, BridgeRegistry, Crossing } from './bridge-message.ts';
import { unwrapFromOtherWorld } from './bridge-unwrap.ts';
import { wrapForOtherWorld } from './bridge-wrap.ts';
import type { PageWindow } from './dom.ts';

/** One world's end of the context bridge. */
export interface Bridge {
  /** Hands an API to the other world; throws what the other world answers. */
  expose(key: string, api: unknown): void;
}

/** What a world does with what comes over the bridge. */
export interface BridgeOptions {
  onExpose?(key: string, api: unknown): void;
  onFile?(file: File): void;
}

/**
 * Joins the page's main world and the preload's isolated world by synchronous CustomEvents on
 * `document` under a secret name. Chromium clones `event.detail` when another world reads it, so no
 * object is ever shared. Runs as text, once in each world.
 */
export function createBridge(
  secret: string,
  side: 'main' | 'isolated',
  options: BridgeOptions,
): Bridge {
  const { document } = globalThis as unknown as PageWindow;
  const other = side === 'main' ? 'isolated' : 'main';
  const functions = new Map<number, (...values: unknown[]) => unknown>();
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  const answers = new Map<number, BridgeMessage>();
  let lastId = 0;

  const messageOf = (error: unknown): string => {
    try {
      return error instanceof Error ? error.message : String(error);
    } catch {
      return 'error';
    }
  };
  const post = (detail: BridgeMessage): void => {
    document.dispatchEvent(new CustomEvent(secret + other, { detail }));
  };
  const request = (message: BridgeMessage & { request: number }): unknown => {
    post(message);
    const answer = answers.get(message.request);
    answers.delete(message.request);
    if (answer?.op === 'refusal') throw new Error(answer.message);
    if (answer?.op !== 'answer') throw new Error('context bridge: the other world is gone');
    return unwrapFromOtherWorld(answer.value, registry);
  };
  const wrapSafely = (value: unknown): Crossing => {
    try {
      return wrapForOtherWorld(value, registry);
    } catch (error) {
      return { kind: 'error', message: messageOf(error) };
    }
  };
  const settle = (id: number, ok: boolean, value: unknown): void => {
    post({ op: 'settle', id, ok, value: wrapSafely(value) });
  };

  const registry: BridgeRegistry = {
    keepFunction(made) {
      functions.set(++lastId, made);
      return lastId;
    },
    keepPromise(made) {
      const id = ++lastId;
      made.then(
        (value) => {
          settle(id, true, value);
        },
        (reason: unknown) => {
          settle(id, false, reason);
        },
      );
      return id;
    },
    callOther(id, values) {
      const wrapped = values.map((value) => wrapForOtherWorld(value, registry));
      return request({ op: 'call', request: ++lastId, id, values: wrapped });
    },
    awaitOther(id) {
      const promise = Promise.withResolvers<unknown>();
      pending.set(id, promise);
      return promise.promise;
    },
    sawFile(file) {
      options.onFile?.(file);
    },
  };

  const call = (id: number, values: readonly Crossing[]): Crossing => {
    const target = functions.get(id);
    if (!target) throw new Error('context bridge: the function was released');
    return wrapForOtherWorld(
      target(...values.map((value) => unwrapFromOtherWorld(value, registry))),
      registry,
    );
  };
  const carryOut = (message: BridgeMessage & { op: 'call' | 'expose' }): BridgeMessage => {
    try {
      if (message.op === 'call') {
        return { op: 'answer', request: message.request, value: call(message.id, message.values) };
      }
      options.onExpose?.(message.key, unwrapFromOtherWorld(message.api, registry));
      const nothing: Crossing = { kind: 'value', value: undefined };
      return { op: 'answer', request: message.request, value: nothing };
    } catch (error) {
      return { op: 'refusal', request: message.request, message: messageOf(error) };
    }
  };
  const receive = (message: BridgeMessage): void => {
    switch (message.op) {
      case 'answer':
      case 'refusal':
        answers.set(message.request, message);
        return;
      case 'settle': {
        const promise = pending.get(message.id);
        pending.delete(message.id);
        const value = unwrapFromOtherWorld(message.value, registry);
        if (message.ok) promise?.resolve(value);
        else promise?.reject(value);
        return;
      }
      default:
        post(carryOut(message));
    }
  };
  document.addEventListener(secret + side, (event) => {
    const { detail } = event as CustomEvent<BridgeMessage | null>;
    if (detail) receive(detail);
  });

  return {
    expose(key, api) {
      const wrapped = wrapForOtherWorld(api, registry);
      request({ op: 'expose', request: ++lastId, key, api: wrapped });
    },
  };
}
