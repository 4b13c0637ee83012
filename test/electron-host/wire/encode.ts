/** JSON that stands for any structured-cloneable value; objects with `$` carry a type. */
export type WireValue =
  null | boolean | number | string | readonly WireValue[] | { readonly [key: string]: WireValue };

/**
 * Turns a value into JSON. The value has been through `structuredClone()`, so only its types occur;
 * what Electron refuses besides (a Blob, a File, an ImageData) is refused here in Electron's words.
 * Also runs as text in the page: it may use nothing from this module.
 */
export function encodeWire(root: unknown, toBase64: (bytes: Uint8Array) => string): WireValue {
  const seen = new Map<object, number>();
  const bytesOf = (view: ArrayBufferView): string =>
    toBase64(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));

  const encodeObject = (value: object): WireValue => {
    if (Array.isArray(value)) return value.map(encode);
    const type = Object.prototype.toString.call(value).slice(8, -1);
    if (type === 'Object') {
      const entries = Object.entries(value).map(([key, item]) => [key, encode(item)] as const);
      const plain: WireValue = Object.fromEntries(entries);
      return '$' in plain ? { $: 'object', entries: plain } : plain;
    }
    if (value instanceof Date) return { $: 'date', at: encode(value.getTime()) };
    if (value instanceof RegExp) return { $: 'regexp', source: value.source, flags: value.flags };
    if (value instanceof Map) {
      return { $: 'map', entries: [...value].map(([key, item]) => [encode(key), encode(item)]) };
    }
    if (value instanceof Set) return { $: 'set', items: [...value].map(encode) };
    if (value instanceof ArrayBuffer)
      return { $: 'buffer', bytes: toBase64(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) return { $: 'view', type, bytes: bytesOf(value) };
    if (value instanceof Error) {
      return { $: 'error', name: value.name, message: value.message, stack: value.stack ?? '' };
    }
    throw new Error('An object could not be cloned.');
  };

  const encode = (value: unknown): WireValue => {
    switch (typeof value) {
      case 'undefined':
        return { $: 'undefined' };
      case 'boolean':
      case 'string':
        return value;
      case 'bigint':
        return { $: 'bigint', digits: String(value) };
      case 'number':
        if (Object.is(value, -0)) return { $: 'number', digits: '-0' };
        return Number.isFinite(value) ? value : { $: 'number', digits: String(value) };
      case 'object': {
        if (value === null) return null;
        const index = seen.get(value);
        if (index !== undefined) return { $: 'same', index };
        seen.set(value, seen.size);
        return encodeObject(value);
      }
      default:
        throw new Error('An object could not be cloned.');
    }
  };
  return encode(root);
}
