/*
 * Sends one request to the address given and prints what came of it. It closes nothing: that the
 * process ends shows that idle workers do not hold it.
 */
import { TransportError } from '../../../main/transfer/transport.ts';
import { createTransport } from '../../../main/transfer/workers/worker-pool.ts';

const [url = ''] = process.argv.slice(2);
const request = {
  ...{ method: 'PUT', url, headers: {}, idleTimeout: 60_000 },
  body: { kind: 'bytes', bytes: Buffer.alloc(100_000) } as const,
};

try {
  const { signal } = new AbortController();
  const { status, body } = await createTransport().send(request, { signal });
  process.stdout.write(JSON.stringify({ status, body: Buffer.from(body).toString() }));
} catch (error) {
  if (!(error instanceof TransportError)) throw error;
  process.stdout.write(JSON.stringify(error.failure));
}
