import type { BridgeRegistry, Crossing } from './bridge-message.ts';
import type { PageWindow } from './dom.ts';

/**
 * Prepares a value for the other world by the context bridge's rules: functions and promises are
 * proxied, errors keep their message only, prototypes are dropped, and what structured clone cannot
 * copy is refused. Runs as text in the page.
 */
export function wrapForOtherWorld(root: unknown, registry: BridgeRegistry): Crossing {
  const page = globalThis as unknown as PageWindow;
  const cloneable =
    /^(Date|RegExp|Map|Set|ArrayBuffer|DataView|Blob|File|ImageData|.+Array|Boolean|Number|String|BigInt)$/;
  const seen = new Map<unknown, number>();

  const refuse = (): never => {
    throw new Error('An object could not be cloned.');
  };
  const requireCloneable = (value: unknown): void => {
    try {
      structuredClone(value);
    } catch {
      refuse();
    }
  };

  interface Wrapped {
    readonly crossing: Crossing;
    /** Holds a function or a promise somewhere below. */
    readonly isLive: boolean;
    /** The array or object it was made of. */
    readonly container?: object;
    readonly children?: readonly Wrapped[];
  }

  const wrapContainer = (value: object, depth: number): Wrapped => {
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    const wrapped = entries.map(
      ([key, item]: readonly [string | number, unknown]) => [key, wrap(item, depth + 1)] as const,
    );
    const children = wrapped.map(([, child]) => child);
    const isLive = children.some((child) => child.isLive);
    const crossings = wrapped.map(([key, child]) => [key, child.crossing] as const);
    const crossing: Crossing = Array.isArray(value)
      ? { kind: 'array', items: crossings.map(([, child]) => child) }
      : { kind: 'object', items: Object.fromEntries(crossings) };
    return { crossing, isLive, container: value, children };
  };

  const wrapObject = (value: object, depth: number): Wrapped => {
    if (typeof value === 'function') {
      const id = registry.keepFunction(value as (...values: unknown[]) => unknown);
      return { crossing: { kind: 'function', id }, isLive: true };
    }
    if (value instanceof Promise) {
      return { crossing: { kind: 'promise', id: registry.keepPromise(value) }, isLive: true };
    }
    if (value instanceof Error) {
      return { crossing: { kind: 'error', message: value.message }, isLive: false };
    }
    const type = Object.prototype.toString.call(value).slice(8, -1);
    if (type !== 'Array' && cloneable.test(type)) {
      requireCloneable(value);
      return { crossing: { kind: 'cloned', value }, isLive: false };
    }
    // Electron passes elements of the page; the host does not.
    if (value instanceof page.Node || value === page.window) refuse();
    return wrapContainer(value, depth);
  };

  const wrap = (value: unknown, depth: number): Wrapped => {
    if (depth > 1000) {
      throw new Error(
        'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
      );
    }
    if (typeof value === 'symbol') refuse();
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
      return { crossing: { kind: 'value', value }, isLive: false };
    }
    const index = seen.get(value);
    if (index !== undefined) return { crossing: { kind: 'same', index }, isLive: false };
    seen.set(value, seen.size);
    return wrapObject(value, depth);
  };

  // A Proxy (a Vue reactive object, say) is no plain object for V8, so Electron refuses it. Script
  // cannot see one, but structured clone does: every outermost part without functions is tried.
  const refuseProxies = (wrapped: Wrapped, parentIsLive: boolean): void => {
    if (!wrapped.container) return;
    if (!wrapped.isLive && parentIsLive) requireCloneable(wrapped.container);
    for (const child of wrapped.children ?? []) refuseProxies(child, wrapped.isLive);
  };

  const wrapped = wrap(root, 0);
  refuseProxies(wrapped, true);
  return wrapped.crossing;
}
