import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, closeSync, fstatSync, openSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { maxResponseBytes } from '../../../main/transfer/transport.ts';
import { startHttp } from './local-server.ts';
import {
  crc64,
  failureOf,
  fileBody,
  never,
  openFile,
  openFolder,
  put,
  someBytes,
  useTransport,
} from './transport-fixture.ts';

const openTransport = useTransport();

const MiB = 1024 * 1024;

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(request, 'end');
  return Buffer.concat(chunks);
}

/** A server that keeps what it was sent. */
async function startKeeper() {
  const received: { method: string; url: string; headers: string[]; body: Buffer }[] = [];
  const server = await startHttp((request, response) => {
    void readAll(request).then((body) => {
      const { method = '', url = '', rawHeaders: headers } = request;
      received.push({ method, url, headers, body });
      response.setHeader('ETag', '"E"').setHeader('x-oss-request-id', 'R').end();
    });
  });
  return { ...server, received };
}

describe('sending', () => {
  it('sends the range of a file and sums what it sent', async () => {
    const server = await startKeeper();
    const content = someBytes(3 * MiB + 17);
    const descriptor = openFile(content);
    const body = { kind: 'file', descriptor, start: 5, end: 3 * MiB } as const;
    const answer = await openTransport().send(put(`${server.url}/key`, body), { signal: never() });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ etag: '"E"', 'x-oss-request-id': 'R' });
    expect(answer.body).toHaveLength(0);
    expect(server.received[0]?.body.equals(content.subarray(5, 3 * MiB))).toBe(true);
    expect(answer.sentCrc64).toBe(crc64(content.subarray(5, 3 * MiB)));
  });

  it('row 35: sends an empty file with a length and the checksum of nothing', async () => {
    const server = await startKeeper();
    const body = fileBody(openFile(new Uint8Array(0)), 0);
    const answer = await openTransport().send(put(server.url, body), { signal: never() });
    expect(answer.sentCrc64).toBe('0');
    const headers = server.received[0]?.headers ?? [];
    expect(headers[headers.indexOf('content-length') + 1]).toBe('0');
  });

  it('sends bytes, a whole buffer or a piece of one, and no checksum', async () => {
    const server = await startKeeper();
    const bytes = Buffer.from('<<CompleteMultipartUpload/>>').subarray(1, -1);
    const request = put(server.url, { kind: 'bytes', bytes });
    const answer = await openTransport().send(request, { signal: never() });
    expect(server.received[0]?.body.toString()).toBe('<CompleteMultipartUpload/>');
    expect(answer).not.toHaveProperty('sentCrc64');
  });

  it.each([
    ['POST', '0'],
    ['DELETE', undefined],
    ['GET', undefined],
  ])('gives a %s without a body the length %s', async (method, length) => {
    const server = await startKeeper();
    const request = { ...put(server.url, { kind: 'none' } as const), method };
    await openTransport().send(request, { signal: never() });
    const headers = server.received[0]?.headers ?? [];
    const index = headers.findIndex((name) => name.toLowerCase() === 'content-length');
    expect(index === -1 ? undefined : headers[index + 1]).toBe(length);
    expect(headers).not.toContain('Transfer-Encoding');
  });

  it('row 32: leaves the path as it was signed', async () => {
    const server = await startKeeper();
    const path = '/a/../b/./c//d%2Fe?partNumber=1&uploadId=X';
    const request = put(`${server.url}${path}`, { kind: 'none' });
    await openTransport().send(request, { signal: never() });
    expect(server.received[0]?.url).toBe(path);
  });

  it('sends header values byte by byte, Host and Content-Length among them', async () => {
    const server = await startKeeper();
    const value = Buffer.from('文件', 'utf8').toString('latin1');
    const request = {
      ...put(server.url, { kind: 'bytes', bytes: Buffer.from('abc') } as const),
      headers: { 'x-oss-meta-name': value, Host: 'bucket.example.com', 'Content-Length': '9' },
    };
    await openTransport().send(request, { signal: never() });
    const headers = server.received[0]?.headers ?? [];
    expect(headers[headers.indexOf('x-oss-meta-name') + 1]).toBe(value);
    expect(headers[headers.indexOf('Host') + 1]).toBe('bucket.example.com');
    expect(headers.filter((name) => name.toLowerCase() === 'content-length')).toHaveLength(1);
    expect(server.received[0]?.body.toString()).toBe('abc');
  });

  it('uses a connection again', async () => {
    const server = await startKeeper();
    const transport = openTransport({ workers: 1 });
    for (let count = 0; count < 5; count += 1) {
      await transport.send(put(server.url, { kind: 'none' }), { signal: never() });
    }
    expect(server.connections()).toBe(1);
  });

  it('moves hundreds of files at a time through both workers', async () => {
    const server = await startKeeper();
    const content = someBytes(16 * 1024);
    const descriptor = openFile(content);
    const transport = openTransport({ workers: 2 });
    const sums = await Promise.all(
      Array.from({ length: 300 }, async (_, start) => {
        const body = { kind: 'file', descriptor, start, end: content.length } as const;
        const answer = await transport.send(put(`${server.url}/${start}`, body), {
          signal: never(),
        });
        return answer.sentCrc64 === crc64(content.subarray(start));
      }),
    );
    expect(sums.every(Boolean)).toBe(true);
    expect(server.received).toHaveLength(300);
  });

  it('tells the bytes as they go, and all of them before the response', async () => {
    const server = await startKeeper();
    const size = 20 * MiB;
    const body = fileBody(openFile(Buffer.alloc(size)), size);
    const calls: number[] = [];
    const onBytes = (bytes: number): void => void calls.push(bytes);
    await openTransport().send(put(server.url, body), { signal: never(), onBytes });
    expect(calls.reduce((sum, bytes) => sum + bytes, 0)).toBe(size);
    expect(calls.every((bytes) => bytes > 0)).toBe(true);
  });
});

describe('answers', () => {
  it.each([
    [403, 'application/xml', '<Error><Code>AccessDenied</Code></Error>'],
    [500, 'text/plain', ''],
    [200, 'text/html', '<html>row 11: sign in to the hotel network</html>'],
  ])('returns status %d and its body', async (status, type, text) => {
    const server = await startHttp((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(status, { 'content-type': type }).end(text);
      });
    });
    const answer = await openTransport().send(put(server.url, { kind: 'none' }), {
      signal: never(),
    });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe(type);
    expect(Buffer.from(answer.body).toString()).toBe(text);
  });

  it('row 13: does not follow a redirect', async () => {
    let asked = 0;
    const server = await startHttp((request, response) => {
      asked += 1;
      request.resume();
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const answer = await openTransport().send(put(server.url, { kind: 'none' }), {
      signal: never(),
    });
    expect(answer.status).toBe(307);
    expect(answer.headers['location']).toBe('/elsewhere');
    expect(asked).toBe(1);
  });

  it('joins headers of one name', async () => {
    const server = await startHttp((_, response) => {
      response.writeHead(200, ['Set-Cookie', 'a', 'Set-Cookie', 'b', 'X-Tag', '1', 'X-Tag', '2']);
      response.end();
    });
    const request = { ...put(server.url, { kind: 'none' } as const), method: 'GET' };
    const answer = await openTransport().send(request, { signal: never() });
    expect(answer.headers['set-cookie']).toBe('a, b');
    expect(answer.headers['x-tag']).toBe('1, 2');
  });

  it('takes a response of the largest size and refuses a larger one', async () => {
    const server = await startHttp((request, response) => {
      response.end(Buffer.alloc(maxResponseBytes + (request.url === '/more' ? 1 : 0), 'x'));
    });
    const transport = openTransport();
    const get = (path: string) => ({
      ...put(server.url + path, { kind: 'none' } as const),
      method: 'GET',
    });
    const answer = await transport.send(get('/just'), { signal: never() });
    expect(answer.body).toHaveLength(maxResponseBytes);
    const failure = await failureOf(transport.send(get('/more'), { signal: never() }));
    expect(failure.reason).toBe('response-too-large');
  });
});

describe('sums of ranges', () => {
  it('calculates CRC-64 and MD5', async () => {
    const content = someBytes(2 * MiB + 3);
    const range = { descriptor: openFile(content), start: 1, end: 2 * MiB };
    const transport = openTransport();
    const bytes = content.subarray(1, 2 * MiB);
    expect(await transport.checksum(range, never())).toBe(crc64(bytes));
    const md5 = createHash('md5').update(bytes).digest('base64');
    expect(await transport.digest(range, never())).toMatchObject({ md5 });
  });

  it('sums more ranges at once than there are slots', async () => {
    const content = someBytes(1000);
    const descriptor = openFile(content);
    const transport = openTransport({ workers: 1 });
    const sums = await Promise.all(
      Array.from({ length: 200 }, (_, start) =>
        transport.checksum({ descriptor, start, end: 1000 }, never()),
      ),
    );
    expect(sums).toEqual(Array.from({ length: 200 }, (_, start) => crc64(content.subarray(start))));
  });

  it('stops when it is told to', async () => {
    const size = 64 * MiB;
    const descriptor = openFile(Buffer.alloc(size));
    const controller = new AbortController();
    const sum = openTransport().checksum({ descriptor, start: 0, end: size }, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sum).rejects.toThrow('enough');
  });
});

describe('sources that fail', () => {
  it('row 24: takes a short read for an error, never for the end', async () => {
    const server = await startHttp((request) => void request.resume());
    const descriptor = openFile(someBytes(1000));
    const transport = openTransport();
    const range = { descriptor, start: 0, end: 1001 };
    const sent = transport.send(put(server.url, { kind: 'file', ...range }), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('short-read');
    expect((await failureOf(transport.checksum(range, never()))).reason).toBe('short-read');
    expect((await failureOf(transport.digest(range, never()))).reason).toBe('short-read');
  });

  it('row 24: notices in the middle of a body that the file ends', async () => {
    const server = await startHttp((request) => void request.resume());
    const size = 5 * MiB;
    const body = fileBody(openFile(Buffer.alloc(size)), 2 * size);
    const sent = openTransport().send(put(server.url, body), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('short-read');
  });

  it('row 27: names the error of a source that cannot be read', async () => {
    const server = await startHttp((request) => void request.resume());
    const descriptor = openSync(openFolder(), 'r');
    onTestFinished(() => closeSync(descriptor));
    const sent = openTransport().send(put(server.url, fileBody(descriptor, 10)), {
      signal: never(),
    });
    expect(await failureOf(sent)).toMatchObject({ reason: 'read-failed', systemCode: 'EISDIR' });
    expect(server.connections()).toBe(0);
  });
});

describe('looking at a file again', () => {
  it('returns the identity of the file at the time of the response, when asked', async () => {
    const path = join(openFolder(), 'source');
    writeFileSync(path, 'first');
    const descriptor = openSync(path, 'r');
    onTestFinished(() => closeSync(descriptor));
    const server = await startHttp((request, response) => {
      void readAll(request).then(() => {
        appendFileSync(path, ', and more');
        response.end();
      });
    });
    const body = { kind: 'file', descriptor, start: 0, end: 5 } as const;
    const looking = put(server.url, { ...body, identityAfter: true });
    const { sourceAfter, sentCrc64 } = await openTransport().send(looking, { signal: never() });
    expect(sourceAfter?.size).toBe('first, and more'.length);
    expect(sentCrc64).toBe(crc64(Buffer.from('first')));
    const other = await openTransport().send(put(server.url, body), { signal: never() });
    expect(other).not.toHaveProperty('sourceAfter');
  });
});

describe('releasing a descriptor', () => {
  /** Not one of `openFile`, which would be closed twice. */
  function openOwn(): number {
    const path = join(openFolder(), 'source');
    writeFileSync(path, 'content');
    return openSync(path, 'r');
  }

  it('closes it before anything that is asked for later', async () => {
    const transport = openTransport({ workers: 1 });
    const range = { descriptor: openFile(someBytes(10)), start: 0, end: 10 };
    await transport.checksum(range, never());
    const descriptor = openOwn();
    transport.release(descriptor);
    await transport.checksum(range, never());
    expect(() => fstatSync(descriptor)).toThrow('EBADF');
  });

  it('closes it without a worker, too', async () => {
    const descriptor = openOwn();
    openTransport({ workers: 1 }).release(descriptor);
    await vi.waitFor(() => expect(() => fstatSync(descriptor)).toThrow('EBADF'));
  });
});
