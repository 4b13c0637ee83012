import { decodeWire } from './decode.ts';
import { encodeWire, type WireValue } from './encode.ts';

const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(text, 'base64'));

/** Clones and encodes; throws what `structuredClone()` throws on functions, symbols and proxies. */
export function toWire(value: unknown): WireValue {
  return encodeWire(structuredClone(value), toBase64);
}

/** The value that the page has encoded. */
export function fromWire(value: WireValue): unknown {
  return decodeWire(value, fromBase64);
}
