import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { TransportError } from '../../../main/transfer/transport.ts';
import type {
  Transport,
  TransportBody,
  TransportFailure,
  TransportRequest,
} from '../../../main/transfer/transport.ts';
import {
  createSummedMemory,
  emptyCrc64,
  formatCrc64,
} from '../../../main/transfer/workers/crc64.ts';
import {
  createTransport,
  type TransportOptions,
} from '../../../main/transfer/workers/worker-pool.ts';

/** One transport for all tests of a file; with options, one that ends with the test. */
export function useTransport(): (options?: TransportOptions) => Transport {
  let shared: Transport | undefined;
  afterAll(() => shared?.close());
  return (options) => {
    if (options === undefined) return (shared ??= createTransport());
    const transport = createTransport(options);
    onTestFinished(() => transport.close());
    return transport;
  };
}

/** A temporary folder that ends with the test. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-transfer-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The descriptor of a file that holds `content`; it ends with the test. */
export function openFile(content: Uint8Array): number {
  const path = join(openFolder(), 'source');
  writeFileSync(path, content);
  const descriptor = openSync(path, 'r');
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

/** `size` bytes, all different from their neighbours. */
export function someBytes(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let index = 0; index < size; index += 1) bytes[index] = (index * 31 + (index >> 8)) & 0xff;
  return bytes;
}

/** CRC-64 in decimal, as OSS writes it. */
export function crc64(bytes: Uint8Array): string {
  const memory = createSummedMemory(bytes.length);
  memory.bytes.set(bytes);
  return formatCrc64(memory.sum(emptyCrc64, 0, bytes.length));
}

export function put(url: string, body: TransportBody, idleTimeout = 60_000): TransportRequest {
  return { method: 'PUT', url, headers: { 'x-oss-date': '20200101T000000Z' }, body, idleTimeout };
}

/** The body that is a whole file of `size` bytes. */
export function fileBody(descriptor: number, size: number): TransportBody {
  return { kind: 'file', descriptor, start: 0, end: size };
}

/** A signal that never aborts. */
export function never(): AbortSignal {
  return new AbortController().signal;
}

/** The failure a promise ends in; throws when it does not end in one. */
export async function failureOf(promise: Promise<unknown>): Promise<TransportFailure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof TransportError) return error.failure;
    throw error;
  }
  throw new Error('It succeeded');
}
