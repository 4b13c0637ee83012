import type { Crc64 } from '../../../shared/transfer.ts';
import { crc64Module } from './crc64-module.ts';

/** CRC-64/XZ of no bytes. */
export const emptyCrc64 = 0n;

/** Memory whose ranges can be summed in place. */
export interface SummedMemory {
  /** The bytes of the caller. They never move and never grow. */
  readonly bytes: Buffer;
  /**
   * CRC-64/XZ (polynomial 0x42F0E1EBA9EA3693, reflected, both ends inverted) of all bytes summed
   * before as `crc`, followed by the bytes [start, end).
   */
  readonly sum: (crc: bigint, start: number, end: number) => bigint;
}

interface Crc64Exports {
  readonly firstFree: { readonly value: number };
  readonly initialize: () => void;
  readonly update: (state: bigint, from: number, length: number) => bigint;
}

/**
 * The part of the WebAssembly interface that is used here. Node has it, but only TypeScript's DOM
 * library describes it, and this layer compiles without that library.
 *
 * https://webassembly.github.io/spec/js-api/
 */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  /** Sizes in pages of 64 KiB. */
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
};

const pageSize = 65_536;

/** Allocates memory for `size` bytes of the caller. Untouched pages cost nothing. */
export function createSummedMemory(size: number): SummedMemory {
  const module = new WebAssembly.Module(Buffer.from(crc64Module, 'base64'));
  const pages = Math.ceil(size / pageSize) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { firstFree, initialize, update } = exports as unknown as Crc64Exports;
  initialize();
  const origin = firstFree.value;
  return {
    bytes: Buffer.from(memory.buffer, origin, size),
    sum: (crc, start, end) => ~update(~crc, origin + start, end - start),
  };
}

/** Formats a CRC-64 as OSS writes it in `x-oss-hash-crc64ecma`. */
export function formatCrc64(crc: bigint): Crc64 {
  return BigInt.asUintN(64, crc).toString();
}
