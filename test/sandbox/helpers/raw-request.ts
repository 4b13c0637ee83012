import { createHmac } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { signV1, stringToSignV1 } from '../../../sandbox/signing/signature-v1.ts';
import { Query } from '../../../sandbox/text/query.ts';
import type { Sandbox } from '../../../sandbox/server.ts';

/** A request below ali-oss: every byte of it is the test's. */
export interface RawRequest {
  readonly method?: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What came back. */
export interface UncheckedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request as it is, without a signature of its own. */
export async function send(sandbox: Sandbox, raw: RawRequest): Promise<UncheckedResponse> {
  const { method = 'GET', path, headers = {}, body } = raw;
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: sandbox.port, method, path, headers, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends a request to the first bucket, path style, signed with V1. */
export async function sendSigned(sandbox: Sandbox, raw: RawRequest): Promise<UncheckedResponse> {
  const { method = 'GET', path, body } = raw;
  const headers = signedHeaders(sandbox, raw);
  return await send(sandbox, {
    method,
    path: `/${sandbox.bucket}${path}`,
    headers,
    ...(body === undefined ? {} : { body }),
  });
}

/** The headers of a request to the first bucket, signed with V1; `path` without the bucket. */
export function signedHeaders(sandbox: Sandbox, raw: RawRequest): Record<string, string> {
  const { method = 'GET', path, headers = {} } = raw;
  const [encodedKey = '', query = ''] = path.slice(1).split('?');
  const date = new Date().toUTCString();
  const lower = Object.entries({ ...headers, Date: date }).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const stringToSign = stringToSignV1(
    {
      method,
      headers: Object.fromEntries(lower),
      query: Query.parse(query).all,
      bucket: sandbox.bucket,
      key: decodeURIComponent(encodedKey),
    },
    date,
  );
  const signature = signV1(sandbox.accessKeySecret, stringToSign);
  return { ...headers, Date: date, Authorization: `OSS ${sandbox.accessKeyId}:${signature}` };
}

/** A socket on which a test writes what it likes; resolves to everything that came back. */
export async function exchange(sandbox: Sandbox, act: (socket: Socket) => void): Promise<string> {
  return await new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(sandbox.port, '127.0.0.1');
    socket.on('connect', () => {
      act(socket);
    });
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}

/** HMAC-SHA1 in Base64, for what a test signs by itself. */
export function hmacSha1(secret: string, text: string): string {
  return createHmac('sha1', secret).update(text).digest('base64');
}
