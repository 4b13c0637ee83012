import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startSandbox } from '../../../sandbox/server.ts';
import { signedHeaders } from './raw-request.ts';

/**
 * Run as a process: puts and gets a large object, and prints as JSON how far the process grew. The
 * client is in the same process, so that the figure is an upper bound for the server.
 */
const [dataDirectory = '', size = '0'] = process.argv.slice(2);
const length = Number(size);
const sandbox = await startSandbox({ dataDirectory });
const chunk = Buffer.alloc(256 * 1024, 'memory');

function* chunks(total: number): Generator<Buffer> {
  for (let sent = 0; sent < total; sent += chunk.length) {
    yield chunk.subarray(0, Math.min(chunk.length, total - sent));
  }
}

/** Resolves to the ETag. */
async function put(key: string, total: number): Promise<string | undefined> {
  const raw = { method: 'PUT', path: `/${key}`, headers: { 'Content-Length': String(total) } };
  const outgoing = request({
    host: '127.0.0.1',
    port: sandbox.port,
    method: 'PUT',
    path: `/${sandbox.bucket}/${key}`,
    headers: signedHeaders(sandbox, raw),
  });
  const answered = new Promise<string | undefined>((resolve, reject) => {
    outgoing.on('response', (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 200) resolve(answer.headers.etag);
        else reject(new Error(`The answer was ${answer.statusCode ?? 0}.`));
      });
    });
  });
  await pipeline(Readable.from(chunks(total)), outgoing);
  return await answered;
}

async function countBytes(key: string): Promise<number> {
  const headers = signedHeaders(sandbox, { path: `/${key}` });
  const answer = await fetch(`${sandbox.endpoint}/${sandbox.bucket}/${key}`, { headers });
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | null = answer.body;
  if (body !== null) for await (const part of body) bytes += part.length;
  return bytes;
}

await put('warm-up', 8 * 1024 * 1024);
await countBytes('warm-up');
let peak = 0;
const start = process.memoryUsage.rss();
const timer = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 20);
const etag = await put('large', length);
const received = await countBytes('large');
clearInterval(timer);
await sandbox.close();
const expected = createHash('md5');
for (const bytes of chunks(length)) expected.update(bytes);
process.stdout.write(
  JSON.stringify({
    grownBytes: Math.max(peak, process.memoryUsage.rss()) - start,
    isSame: etag === `"${expected.digest('hex').toUpperCase()}"` && received === length,
  }),
);
