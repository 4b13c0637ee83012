/*
 * Sends one request to the address given, or twice the small file given, and prints what came of the
 * last. It closes nothing: that the process ends shows that idle workers do not hold it.
 */
import { TransportError, type TransportResponse } from '../../../main/transfer/transport.ts';
import { fileRequest } from './file-request.ts';
import { createTransport } from '../../../main/transfer/workers/worker-pool.ts';

const [url = '', file] = process.argv.slice(2);
const request = {
  ...{ method: 'PUT', url, headers: {}, idleTimeout: 60_000 },
  body: { kind: 'bytes', bytes: Buffer.alloc(100_000) } as const,
};

async function send(signal: AbortSignal): Promise<TransportResponse> {
  const transport = createTransport();
  if (file === undefined) return await transport.send(request, { signal });
  await transport.sendFile(fileRequest(file, url), { signal });
  const response = await transport.sendFile(fileRequest(file, url), { signal });
  if (response === undefined) throw new Error('The file was not sent');
  return response;
}

try {
  const { signal } = new AbortController();
  const { status, body } = await send(signal);
  process.stdout.write(JSON.stringify({ status, body: Buffer.from(body).toString() }));
} catch (error) {
  if (!(error instanceof TransportError)) throw error;
  process.stdout.write(JSON.stringify(error.failure));
}
