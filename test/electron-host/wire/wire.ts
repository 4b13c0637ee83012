/** JSON that stands for a value; objects with `$` carry a type. */
export type WireValue =
  null | boolean | number | string | readonly WireValue[] | { readonly [key: string]: WireValue };

/**
 * Turns a value into JSON: plain objects, arrays, bytes and what JSON cannot say of numbers. The
 * value has been through `structuredClone()`, so what Electron refuses is gone already; its other
 * types and cycles are not hosted and throw. Also runs as text in the page: it may use nothing from
 * this module.
 */
export function encodeWire(root: unknown, toBase64: (bytes: Uint8Array) => string): WireValue {
  const above = new Set<object>();

  const encodeObject = (value: object): WireValue => {
    if (Array.isArray(value)) return value.map(encode);
    if (value instanceof Uint8Array) return { $: 'bytes', base64: toBase64(value) };
    const type = Object.prototype.toString.call(value).slice(8, -1);
    if (type !== 'Object') throw new Error(`electron-host: a ${type} in a message is not hosted`);
    const entries = Object.entries(value).map(([key, item]) => [key, encode(item)] as const);
    const plain: WireValue = Object.fromEntries(entries);
    return '$' in plain ? { $: 'object', entries: plain } : plain;
  };

  const encode = (value: unknown): WireValue => {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'number') {
      const isPlain = Number.isFinite(value) && !Object.is(value, -0);
      return isPlain ? value : { $: 'number', digits: Object.is(value, -0) ? '-0' : String(value) };
    }
    if (typeof value !== 'object') {
      throw new Error(`electron-host: a ${typeof value} in a message is not hosted`);
    }
    if (above.has(value)) throw new Error('electron-host: a cycle in a message is not hosted');
    above.add(value);
    const encoded = encodeObject(value);
    above.delete(value);
    return encoded;
  };
  return encode(root);
}

/** The value that `encodeWire` was given, made anew. Also runs as text in the page, on its own. */
export function decodeWire(
  root: WireValue,
  fromBase64: (text: string) => Uint8Array<ArrayBuffer>,
): unknown {
  type Tagged = Readonly<Record<string, WireValue>>;

  const decodeEntries = (entries: Tagged): object => {
    const result = {};
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

  const decode = (value: WireValue): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return (value as readonly WireValue[]).map(decode);
    const tagged = value as Tagged;
    switch (tagged['$']) {
      case undefined:
        return decodeEntries(tagged);
      case 'object':
        return decodeEntries(tagged['entries'] as Tagged);
      case 'undefined':
        return undefined;
      case 'number':
        return Number(tagged['digits']);
      default:
        return fromBase64(tagged['base64'] as string);
    }
  };
  return decode(root);
}

/** A value of the main process as JSON; throws where structured clone refuses it. */
export function toWire(value: unknown): WireValue {
  return encodeWire(structuredClone(value), (bytes) => Buffer.from(bytes).toString('base64'));
}

/** The value again. */
export function fromWire(value: WireValue): unknown {
  return decodeWire(value, (text) => new Uint8Array(Buffer.from(text, 'base64')));
}
