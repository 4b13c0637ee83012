import type { IncomingMessage } from 'node:http';
import { failure, FailureError, oneLine } from './classify-failure.ts';
import { maxResponseBytes } from '../transport.ts';

/** A response of any status, as it arrived. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent when empty. */
  readonly body?: Uint8Array;
}

/**
 * Reads a response to its end.
 *
 * @throws FailureError `response-too-large`, or `connection-lost` when the response breaks off.
 */
export function readResponse(response: IncomingMessage): Promise<RawResponse> {
  const status = response.statusCode ?? 0;
  const headers = joinHeaders(response.rawHeaders);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxResponseBytes) chunks.push(chunk);
      else
        reject(
          new FailureError(failure('response-too-large', `More than ${maxResponseBytes} bytes`)),
        );
    });
    response.on('end', () => {
      resolve(size === 0 ? { status, headers } : { status, headers, body: join(chunks, size) });
    });
    response.on('error', (error) => {
      reject(new FailureError(failure('connection-lost', `In the response: ${oneLine(error)}`)));
    });
    response.on('close', () => {
      if (!response.readableEnded)
        reject(new FailureError(failure('connection-lost', 'The response broke off')));
    });
  });
}

/**
 * Returns a buffer with its own memory: a message to another thread copies the whole underlying
 * memory.
 */
function join(chunks: readonly Buffer[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

function joinHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}
