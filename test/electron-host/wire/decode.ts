import type { WireValue } from './encode.ts';

/**
 * The value that `encodeWire` was given, made anew. Also runs as text in the page: it may use
 * nothing from this module.
 */
export function decodeWire(
  root: WireValue,
  fromBase64: (text: string) => Uint8Array<ArrayBuffer>,
): unknown {
  type Tagged = Readonly<Record<string, WireValue>>;
  const made: unknown[] = [];
  const keep = <Value>(value: Value): Value => {
    made.push(value);
    return value;
  };
  const textOf = (value: WireValue | undefined): string => (typeof value === 'string' ? value : '');
  const listOf = (value: WireValue | undefined): readonly WireValue[] =>
    Array.isArray(value) ? (value as readonly WireValue[]) : [];

  const decodeEntries = (entries: Tagged): object => {
    const result = keep({});
    for (const [key, value] of Object.entries(entries)) {
      // Not an assignment: the key may be __proto__.
      Object.defineProperty(result, key, {
        value: decode(value),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return result;
  };

  const decodeError = (value: Tagged): Error => {
    const kinds = [RangeError, TypeError, SyntaxError, ReferenceError, EvalError, URIError];
    const Kind = kinds.find((kind) => kind.name === value['name']) ?? Error;
    const error = keep(new Kind(textOf(value['message'])));
    if (value['stack'] !== '') error.stack = textOf(value['stack']);
    return error;
  };

  const decodeView = (value: Tagged): ArrayBufferView => {
    const { buffer } = fromBase64(textOf(value['bytes']));
    const views = globalThis as unknown as Record<string, new (of: ArrayBuffer) => ArrayBufferView>;
    const View = views[textOf(value['type'])];
    if (!View) throw new Error(`No such view: ${textOf(value['type'])}.`);
    return keep(new View(buffer));
  };

  const decodeTagged = (value: Tagged): unknown => {
    switch (value['$']) {
      case undefined:
        return decodeEntries(value);
      case 'object':
        return decodeEntries(value['entries'] as Tagged);
      case 'undefined':
        return undefined;
      case 'number':
        return Number(value['digits']);
      case 'bigint':
        return BigInt(textOf(value['digits']));
      case 'same':
        return made[Number(value['index'])];
      case 'date':
        return keep(new Date(Number(decode(value['at'] ?? null))));
      case 'regexp':
        return keep(new RegExp(textOf(value['source']), textOf(value['flags'])));
      case 'map': {
        const map = keep(new Map());
        for (const entry of listOf(value['entries'])) {
          const [key, item] = listOf(entry);
          map.set(decode(key ?? null), decode(item ?? null));
        }
        return map;
      }
      case 'set': {
        const set = keep(new Set());
        for (const item of listOf(value['items'])) set.add(decode(item));
        return set;
      }
      case 'buffer':
        return keep(fromBase64(textOf(value['bytes'])).buffer);
      case 'view':
        return decodeView(value);
      case 'error':
        return decodeError(value);
      default:
        throw new Error(`Unknown tag ${textOf(value['$'])}.`);
    }
  };

  const decode = (value: WireValue): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (!Array.isArray(value)) return decodeTagged(value as Tagged);
    const list = keep<unknown[]>([]);
    for (const item of value as readonly WireValue[]) list.push(decode(item));
    return list;
  };
  return decode(root);
}
