import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { combineCrc64 } from '../../main/engine/parts/crc64-combine.ts';

/*
 * A server that throws away what it receives, in a process of its own. It knows the checksums of
 * the files beforehand, so that its own work does not blur what is compared, and its answers are
 * complete enough for a client that checks everything.
 */

interface SinkPlan {
  /** CRC-64 by object name (its last segment), decimal. */
  readonly objects: Readonly<Record<string, string>>;
  /** CRC-64 of each MiB of the large file. */
  readonly blocks: readonly string[];
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Milliseconds before each response, as a distant server has them. */
  readonly delay?: number;
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as SinkPlan;
let requests = 0;
/** When the first body after each question for it came, milliseconds since 1970. */
const firstBodies: number[] = [];
let awaitsBody = true;
/** The part size of each upload, learned from its first part. */
const partSizes = new Map<string, number>();
const MiB = 1024 * 1024;
/** The checksums of the ranges that were sent before: the runs of a contender send the same. */
const checksums = new Map<string, string>();

function answer(request: IncomingMessage, response: ServerResponse, size: number): void {
  const url = new URL(request.url ?? '/', 'http://sink');
  const name = decodeURIComponent(url.pathname.split('/').at(-1));
  const uploadId = url.searchParams.get('uploadId');
  const number = Number(url.searchParams.get('partNumber'));
  requests += 1;
  response.setHeader('x-oss-request-id', requests.toString(16).padStart(24, '0').toUpperCase());
  response.setHeader('Server', 'AliyunOSS');
  if (request.method === 'PUT') {
    const crc64 =
      uploadId === null ? plan.objects[name] : checksumOf(partStart(uploadId, number, size), size);
    if (crc64 !== undefined) response.setHeader('x-oss-hash-crc64ecma', crc64);
    response.setHeader('ETag', `"${number.toString(16).padStart(32, '0').toUpperCase()}"`);
    response.setHeader('Content-Length', 0);
    response.end();
    return;
  }
  if (request.method === 'GET') response.statusCode = 404;
  const xml =
    request.method === 'GET'
      ? '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchUpload</Code><Message>The upload does not exist.</Message></Error>'
      : url.searchParams.has('uploads')
        ? initiated(name)
        : completed(name, response);
  response.setHeader('Content-Type', 'application/xml');
  response.setHeader('Content-Length', Buffer.byteLength(xml));
  response.end(xml);
}

/** All parts but the last have one size, which is the largest that was seen. */
function partStart(uploadId: string, number: number, size: number): number {
  const known = Math.max(partSizes.get(uploadId) ?? 0, size);
  partSizes.set(uploadId, known);
  return (number - 1) * known;
}

/** The CRC-64 of a range of the large file; `undefined` when it is not made of whole MiB. */
function checksumOf(start: number, size: number): string | undefined {
  if (start % MiB !== 0 || size % MiB !== 0) return undefined;
  const range = `${start}-${size}`;
  let checksum = checksums.get(range);
  if (checksum === undefined) {
    const blocks = plan.blocks.slice(start / MiB, (start + size) / MiB);
    checksum = combineCrc64(blocks.map((crc64) => ({ size: MiB, crc64 })));
    checksums.set(range, checksum);
  }
  return checksum;
}

function initiated(name: string): string {
  const uploadId = createHash('md5').update(`${name}${requests}`).digest('hex');
  return `<?xml version="1.0" encoding="UTF-8"?><InitiateMultipartUploadResult><Bucket>bench</Bucket><Key>${name}</Key><UploadId>${uploadId}</UploadId></InitiateMultipartUploadResult>`;
}

function completed(name: string, response: ServerResponse): string {
  const etag = '"00000000000000000000000000000000-1"';
  response.setHeader('ETag', etag);
  const crc64 = plan.objects[name];
  if (crc64 !== undefined) response.setHeader('x-oss-hash-crc64ecma', crc64);
  return `<?xml version="1.0" encoding="UTF-8"?><CompleteMultipartUploadResult><Location>sink</Location><Bucket>bench</Bucket><Key>${name}</Key><ETag>${etag}</ETag></CompleteMultipartUploadResult>`;
}

function receive(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'GET' && request.url === '/?seen') {
    awaitsBody = true;
    response.end(JSON.stringify({ requests, firstBodies }));
    return;
  }
  if (awaitsBody && request.method === 'PUT') {
    awaitsBody = false;
    firstBodies.push(Date.now());
  }
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
  });
  request.on('end', () => {
    if (plan.delay === undefined) answer(request, response, size);
    else setTimeout(() => answer(request, response, size), plan.delay);
  });
  request.on('error', () => response.destroy());
}

const server =
  plan.tls === undefined ? createPlainServer(receive) : createTlsServer({ ...plan.tls }, receive);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
// The parent's pipe closes with the parent: nothing is left behind.
process.stdin.resume();
process.stdin.on('end', () => {
  server.closeAllConnections();
  server.close();
});
