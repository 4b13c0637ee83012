import type { ServerResponse } from 'node:http';
import type { OssResponse, StoredBytes } from '../operations/call.ts';
import { readPieces } from '../storage/read-pieces.ts';
import { ConnectionLost } from './connection-lost.ts';
import type { FaultPlan } from './fault-plan.ts';

/** A response with its body in memory or on disk. */
export interface UncheckedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | StoredBytes;
}

/** Adds the headers that every response of OSS carries, and removes headers for faults. */
export function completeResponse(
  result: OssResponse,
  common: Readonly<Record<string, string>>,
  plan: FaultPlan,
): UncheckedResponse {
  const body = typeof result.body === 'string' ? Buffer.from(result.body) : result.body;
  const headers: Record<string, string> = { ...common };
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    if (value !== undefined) headers[name] = value;
  }
  const bytes = body ?? Buffer.alloc(0);
  if (Buffer.isBuffer(bytes) && result.status !== 204 && result.status !== 304) {
    headers['Content-Length'] ??= String(bytes.length);
  }
  const checksum = headers['x-oss-hash-crc64ecma'];
  const flipped = plan.flippedChecksumBit;
  if (flipped !== undefined && checksum !== undefined) {
    headers['x-oss-hash-crc64ecma'] = (BigInt(checksum) ^ (1n << BigInt(flipped))).toString();
  }
  const kept = Object.entries(headers).filter(
    ([name]) => !plan.omittedHeaders.includes(name.toLowerCase()),
  );
  return { status: result.status, headers: Object.fromEntries(kept), body: bytes };
}

/**
 * Sends a response; resolves when the operating system has the last byte.
 *
 * @param cutAfter ends the connection after that many bytes of the body
 * @throws ConnectionLost
 */
export async function sendResponse(
  response: ServerResponse,
  result: UncheckedResponse,
  cutAfter: number | undefined,
): Promise<void> {
  const { status, headers, body } = result;
  // A response without a socket is not lost: Node queues it behind the previous response.
  if (response.destroyed) throw new ConnectionLost();
  response.writeHead(status, headers);
  const isHead = response.req.method === 'HEAD';
  if (cutAfter !== undefined) {
    await sendBeginning(response, isHead ? Buffer.alloc(0) : body, cutAfter);
    return;
  }
  // Text is sent as a Buffer: with a string body Node would also write the headers as UTF-8.
  if (isHead || Buffer.isBuffer(body)) {
    await finish(response, Buffer.isBuffer(body) && !isHead ? body : undefined);
    return;
  }
  for await (const chunk of readPieces(body.files, body.pieces, body.start, body.end)) {
    await write(response, chunk);
  }
  await finish(response, undefined);
}

async function sendBeginning(
  response: ServerResponse,
  body: Buffer | StoredBytes,
  length: number,
): Promise<void> {
  response.flushHeaders();
  if (Buffer.isBuffer(body)) {
    await write(response, body.subarray(0, length));
  } else {
    const end = Math.min(body.start + length, body.end);
    for await (const chunk of readPieces(body.files, body.pieces, body.start, end)) {
      await write(response, chunk);
    }
  }
  response.req.socket.destroySoon();
}

function write(response: ServerResponse, chunk: Buffer): Promise<void> {
  return settle(response, (done) => response.write(chunk, done));
}

function finish(response: ServerResponse, body: Buffer | undefined): Promise<void> {
  return settle(response, (done) => response.end(body, done));
}

function settle(
  response: ServerResponse,
  act: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const lose = (): void => {
      reject(new ConnectionLost());
    };
    response.once('close', lose);
    act((error) => {
      response.off('close', lose);
      if (error === undefined || error === null) resolve();
      else lose();
    });
  });
}
