/** JSON that stands for a value; an object with `$` carries a type. */
export type WireValue =
  null | boolean | number | string | readonly WireValue[] | { readonly [key: string]: WireValue };

/**
 * Turns a value into JSON: plain objects, arrays, bytes, and `undefined`. The value has been through
 * `structuredClone()`, so what Electron refuses is gone already; its other types and cycles are not
 * hosted and throw. Also runs as text in the page: it may use nothing from this module.
 */
export function encodeWire(root: unknown, toBase64: (bytes: Uint8Array) => string): WireValue {
  const encode = (value: unknown): WireValue => {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (value === undefined) return { $: 'undefined' };
    if (Array.isArray(value)) return value.map(encode);
    if (value instanceof Uint8Array) return { $: 'bytes', base64: toBase64(value) };
    const type = Object.prototype.toString.call(value).slice(8, -1);
    if (type !== 'Object' || Object.hasOwn(value, '$')) {
      throw new Error(`electron-host: this ${type} in a message is not hosted`);
    }
    const entries = Object.entries(value).map(([key, item]) => [key, encode(item)] as const);
    return Object.fromEntries(entries);
  };
  return encode(root);
}

/** The value that `encodeWire` was given, made anew. Also runs as text in the page, on its own. */
export function decodeWire(
  root: WireValue,
  fromBase64: (text: string) => Uint8Array<ArrayBuffer>,
): unknown {
  const decode = (value: WireValue): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return (value as readonly WireValue[]).map(decode);
    const { $: type, base64 } = value as Readonly<Record<string, WireValue>>;
    if (type === 'undefined') return undefined;
    if (type === 'bytes') return fromBase64(base64 as string);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
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
