import type { PageWindow } from './dom.ts';

/**
 * A value on its way between the page's main world and the preload's isolated world. Chromium
 * clones plain data; functions and promises stay where they were made and are named by a number.
 */
type Crossing =
  | { readonly kind: 'cloned'; readonly value: unknown }
  | { readonly kind: 'function' | 'promise'; readonly id: number };

type Outcome =
  | { readonly ok: true; readonly value: Crossing }
  | { readonly ok: false; readonly message: string };

/** A message from one world to the other. Every `request` is answered before its dispatch returns. */
type BridgeMessage =
  | {
      readonly op: 'call';
      readonly request: number;
      readonly id: number;
      readonly values: readonly Crossing[];
    }
  | {
      readonly op: 'expose';
      readonly request: number;
      readonly key: string;
      readonly members: Readonly<Record<string, Crossing>>;
    }
  | { readonly op: 'answer'; readonly request: number; readonly outcome: Outcome }
  | { readonly op: 'settle'; readonly id: number; readonly outcome: Outcome };

/** What a world does with what comes over the bridge. */
interface BridgeOptions {
  onExpose?(key: string, api: Readonly<Record<string, unknown>>): void;
  /** A File has crossed from the page; it may soon be asked for its path. */
  onFile?(file: File): void;
}

/**
 * Joins the page's main world and the preload's isolated world by synchronous CustomEvents on
 * `document` under a secret name. Chromium clones `event.detail` when another world reads it, so no
 * object is ever shared. An API is one object of functions and data; what structured clone refuses,
 * a function inside an argument too, does not cross. Runs as text, once in each world. The returned
 * function hands an API to the other world and throws what the other world answers.
 */
export function createBridge(
  secret: string,
  side: 'main' | 'isolated',
  options: BridgeOptions,
): (key: string, api: object) => void {
  const { document } = globalThis as unknown as PageWindow;
  const other = side === 'main' ? 'isolated' : 'main';
  const functions = new Map<number, (...values: unknown[]) => unknown>();
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  const answers = new Map<number, Outcome>();
  let lastId = 0;

  const post = (detail: BridgeMessage): void => {
    document.dispatchEvent(new CustomEvent(secret + other, { detail }));
  };
  const failure = (error: unknown): Outcome => ({
    ok: false,
    message: error instanceof Error ? error.message : String(error),
  });
  const attempt = (make: () => unknown): Outcome => {
    try {
      return { ok: true, value: wrap(make()) };
    } catch (error) {
      return failure(error);
    }
  };

  const keepPromise = (promise: Promise<unknown>): number => {
    const id = ++lastId;
    promise.then(
      (value) => {
        post({ op: 'settle', id, outcome: attempt(() => value) });
      },
      (reason: unknown) => {
        post({ op: 'settle', id, outcome: failure(reason) });
      },
    );
    return id;
  };
  const wrap = (value: unknown): Crossing => {
    if (typeof value === 'function') {
      functions.set(++lastId, value as (...values: unknown[]) => unknown);
      return { kind: 'function', id: lastId };
    }
    if (value instanceof Promise) return { kind: 'promise', id: keepPromise(value) };
    try {
      structuredClone(value);
    } catch {
      throw new Error('An object could not be cloned.');
    }
    return { kind: 'cloned', value };
  };

  const request = (make: (id: number) => BridgeMessage): unknown => {
    const id = ++lastId;
    post(make(id));
    const answer = answers.get(id);
    answers.delete(id);
    if (!answer) throw new Error('context bridge: the other world is gone');
    if (!answer.ok) throw new Error(answer.message);
    return unwrap(answer.value);
  };
  const unwrap = (crossing: Crossing): unknown => {
    switch (crossing.kind) {
      case 'cloned':
        for (const part of [crossing.value].flat()) {
          if (part instanceof File) options.onFile?.(part);
        }
        return crossing.value;
      case 'function': {
        const call = (...values: unknown[]): unknown => {
          const wrapped = values.map(wrap);
          return request((id) => ({ op: 'call', request: id, id: crossing.id, values: wrapped }));
        };
        // A bound function shows "[native code]", as Electron's proxies do.
        return call.bind(undefined);
      }
      case 'promise': {
        const promise = Promise.withResolvers<unknown>();
        pending.set(crossing.id, promise);
        return promise.promise;
      }
    }
  };
  const mapped = <From, To>(
    record: Readonly<Record<string, From>>,
    change: (value: From) => To,
  ): Record<string, To> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

  const receive = (message: BridgeMessage): void => {
    switch (message.op) {
      case 'call': {
        const outcome = attempt(() => functions.get(message.id)?.(...message.values.map(unwrap)));
        post({ op: 'answer', request: message.request, outcome });
        return;
      }
      case 'expose': {
        const outcome = attempt(() =>
          options.onExpose?.(message.key, mapped(message.members, unwrap)),
        );
        post({ op: 'answer', request: message.request, outcome });
        return;
      }
      case 'answer':
        answers.set(message.request, message.outcome);
        return;
      case 'settle': {
        const promise = pending.get(message.id);
        pending.delete(message.id);
        const { outcome } = message;
        if (outcome.ok) promise?.resolve(unwrap(outcome.value));
        else promise?.reject(new Error(outcome.message));
      }
    }
  };
  document.addEventListener(secret + side, (event) => {
    const { detail } = event as CustomEvent<BridgeMessage | null>;
    if (detail) receive(detail);
  });

  return (key, api) => {
    const members = mapped(api as Readonly<Record<string, unknown>>, wrap);
    request((id) => ({ op: 'expose', request: id, key, members }));
  };
}
