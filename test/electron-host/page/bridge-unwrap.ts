import type { BridgeRegistry, Crossing } from './bridge-message.ts';

/** The value that the other world has wrapped, made of this world's objects. Runs as text. */
export function unwrapFromOtherWorld(root: Crossing, registry: BridgeRegistry): unknown {
  const made: unknown[] = [];
  const keep = <Value>(value: Value): Value => {
    made.push(value);
    return value;
  };

  const unwrapFunction = (id: number): unknown => {
    const call = (...values: unknown[]): unknown => registry.callOther(id, values);
    // A bound function shows "[native code]", as Electron's proxies do.
    return keep(call.bind(undefined));
  };

  const unwrap = (crossing: Crossing): unknown => {
    switch (crossing.kind) {
      case 'value':
        return crossing.value;
      case 'same':
        return made[crossing.index];
      case 'cloned':
        if (crossing.value instanceof File) registry.sawFile(crossing.value);
        return keep(crossing.value);
      case 'error':
        return keep(new Error(crossing.message));
      case 'function':
        return unwrapFunction(crossing.id);
      case 'promise':
        return keep(registry.awaitOther(crossing.id));
      case 'array': {
        const list = keep<unknown[]>([]);
        for (const item of crossing.items) list.push(unwrap(item));
        return list;
      }
      case 'object': {
        const object = keep({});
        for (const [key, item] of Object.entries(crossing.items)) {
          // Not an assignment: the key may be __proto__.
          Object.defineProperty(object, key, {
            value: unwrap(item),
            enumerable: true,
            writable: true,
            configurable: true,
          });
        }
        return object;
      }
    }
  };
  return unwrap(root);
}
