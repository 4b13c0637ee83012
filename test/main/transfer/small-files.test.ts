import { writeFileSync } from 'node:fs';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileRequest } from '../../../main/transfer/transport.ts';
import { fileRequest } from './file-request.ts';
import { startHttp, startTcp, unusedPort } from './local-server.ts';
import {
  crc64,
  failureOf,
  never,
  openFolder,
  someBytes,
  useTransport,
} from './transport-fixture.ts';

const openTransport = useTransport();

const content = someBytes(16 * 1024);
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

/** A small file for the server at `origin`. */
function fileFor(origin: string, idleTimeout = 60_000, bytes = content): FileRequest {
  const path = join(openFolder(), 'source');
  writeFileSync(path, bytes);
  return fileRequest(path, `${origin}/key`, idleTimeout);
}

/** Resolves when a whole request for `content` has arrived. */
async function readRequest(socket: Socket): Promise<string> {
  let text = '';
  while (
    !text.includes('\r\n\r\n') ||
    text.length < text.indexOf('\r\n\r\n') + 4 + content.length
  ) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    text += chunk.toString('latin1');
  }
  return text;
}

/** A server that gives every request of a connection the next of `answers`. */
function startAnswering(answers: readonly ((socket: Socket) => void)[]) {
  let answered = 0;
  return startTcp((socket) => {
    const serve = async (): Promise<void> => {
      for (;;) {
        await readRequest(socket);
        answered += 1;
        answers[Math.min(answered, answers.length) - 1]?.(socket);
      }
    };
    void serve().catch(() => undefined);
  });
}

const say = (text: string) => (socket: Socket) => void socket.write(text, 'latin1');

describe('a small file', () => {
  it('arrives byte for byte with its digest and signature', async () => {
    const received = Promise.withResolvers<string>();
    const server = await startTcp((socket) => {
      void readRequest(socket).then((text) => {
        received.resolve(text);
        socket.write(ok);
      });
    });
    const answer = await openTransport().sendFile(fileFor(server.url), { signal: never() });
    expect(answer).toMatchObject({ status: 200, sentCrc64: crc64(content) });
    expect(answer?.sourceAfter?.size).toBe(content.length);
    const text = await received.promise;
    const [head = ''] = text.split('\r\n\r\n');
    expect(head).toMatch(/^PUT \/key HTTP\/1\.1\r\n/);
    expect(head).toMatch(/\r\nauthorization: OSS4-HMAC-SHA256 /);
    expect(Buffer.from(text.slice(head.length + 4), 'latin1').equals(content)).toBe(true);
  });

  it('uses a connection again', async () => {
    const server = await startAnswering([say(ok)]);
    const transport = openTransport({ workers: 1 });
    for (let count = 0; count < 5; count += 1) {
      await transport.sendFile(fileFor(server.url), { signal: never() });
    }
    expect(server.connections()).toBe(1);
  });

  it.each([
    ['closes it', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'],
    [
      'keeps it too shortly',
      'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n',
    ],
    ['sent more than one response', `${ok}${ok}`],
    ['speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ])('uses no connection again whose server %s', async (_, text) => {
    const server = await startAnswering([say(text)]);
    const transport = openTransport({ workers: 1 });
    for (let count = 0; count < 3; count += 1) {
      const answer = await transport.sendFile(fileFor(server.url), { signal: never() });
      expect(answer?.status).toBe(200);
    }
    expect(server.connections()).toBe(3);
  });

  it('is lost when the server closes a kept connection, and the next has a new one', async () => {
    const server = await startAnswering([say(ok), (socket) => void socket.destroy(), say(ok)]);
    const transport = openTransport({ workers: 1 });
    const send = () => transport.sendFile(fileFor(server.url), { signal: never() });
    await send();
    expect((await failureOf(send())).reason).toBe('connection-lost');
    expect(server.connections()).toBe(1);
    expect((await send())?.status).toBe(200);
    expect(server.connections()).toBe(2);
  });

  it.each([
    ['nothing', (socket: Socket) => void socket.end()],
    ['a reset', (socket: Socket) => void socket.resetAndDestroy()],
    ['half a head', (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Le')],
    [
      'half a body',
      (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx'),
    ],
    [
      'an unfinished chunk',
      (socket: Socket) =>
        void socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nx'),
    ],
    ['another protocol', say('SSH-2.0-OpenSSH_9.2\r\n')],
    ['too large a head', say(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`)],
  ])('is lost when the response is %s', async (_, answer) => {
    const server = await startAnswering([answer]);
    const sent = openTransport().sendFile(fileFor(server.url), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('connection-lost');
  });

  it('is lost when the server speaks before it is asked, and in another protocol', async () => {
    const server = await startTcp((socket) => socket.write('220 mail.example.com ESMTP\r\n'));
    const sent = openTransport().sendFile(fileFor(server.url), { signal: never() });
    expect((await failureOf(sent)).detail).toContain('not HTTP');
  });

  it('gets a response in pieces, after an interim one, and in chunks', async () => {
    const text =
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n' +
      '3\r\nbus\r\n1\r\ny\r\n0\r\n\r\n';
    const server = await startTcp((socket) => {
      void readRequest(socket).then(async () => {
        for (const letter of text) {
          await new Promise<void>((resolve) => void socket.write(letter, () => resolve()));
        }
      });
    });
    const answer = await openTransport().sendFile(fileFor(server.url), { signal: never() });
    expect(answer?.status).toBe(503);
    expect(Buffer.from(answer?.body ?? []).toString()).toBe('busy');
  });

  it.each([
    ['closes', (socket: Socket, text: string) => void socket.end(text)],
    [
      'resets',
      (socket: Socket, text: string) => void socket.write(text, () => socket.resetAndDestroy()),
    ],
    ['reads no more', (socket: Socket, text: string) => void socket.pause().write(text)],
  ])('gets an early refusal, and the server %s', async (_, refuse) => {
    const text = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\nConnection: close\r\n\r\ndenied';
    const server = await startTcp((socket) => {
      socket.once('data', () => refuse(socket, text));
    });
    const transport = openTransport();
    const large = someBytes(500 * 1024);
    for (let round = 0; round < 10; round += 1) {
      const file = fileFor(server.url, 60_000, large);
      const answer = await transport.sendFile(file, { signal: never() });
      expect(answer?.status).toBe(403);
      expect(Buffer.from(answer?.body ?? []).toString()).toBe('denied');
    }
  });

  it('tells a refused connection and an unknown name apart', async () => {
    const transport = openTransport();
    const refused = fileFor(`http://127.0.0.1:${await unusedPort()}`);
    expect(await failureOf(transport.sendFile(refused, { signal: never() }))).toMatchObject({
      reason: 'refused',
      systemCode: 'ECONNREFUSED',
    });
    const unknown = transport.sendFile(fileFor('http://bucket.invalid'), { signal: never() });
    expect((await failureOf(unknown)).reason).toBe('unreachable');
  });

  it('is idle when no response comes', async () => {
    const server = await startTcp((socket) => void socket.resume());
    const sent = openTransport().sendFile(fileFor(server.url, 100), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('idle');
  });

  it('is aborted at once, and its socket is destroyed', async () => {
    const closed = Promise.withResolvers<void>();
    const controller = new AbortController();
    const server = await startTcp((socket) => {
      socket.once('close', () => closed.resolve());
      void readRequest(socket).then(() => controller.abort(new Error('paused')));
    });
    const { signal } = controller;
    await expect(openTransport().sendFile(fileFor(server.url), { signal })).rejects.toThrow(
      'paused',
    );
    await closed.promise;
  });

  it('fails when its connection is dropped, or its address is lost', async () => {
    const arrived = { resolve: (): void => undefined };
    const server = await startTcp(
      (socket) => void readRequest(socket).then(() => arrived.resolve()),
    );
    const transport = openTransport();
    for (const [addresses, reason] of [
      [undefined, 'connection-lost'],
      [['127.0.0.1'], 'address-lost'],
    ] as const) {
      const here = Promise.withResolvers<void>();
      arrived.resolve = () => here.resolve();
      const sent = failureOf(transport.sendFile(fileFor(server.url), { signal: never() }));
      await here.promise;
      transport.dropConnections(['192.0.2.1']);
      transport.dropConnections(addresses);
      expect((await sent).reason).toBe(reason);
    }
  });

  it('gets a new connection after the kept ones are dropped', async () => {
    const server = await startAnswering([say(ok)]);
    const transport = openTransport({ workers: 1 });
    const send = () => transport.sendFile(fileFor(server.url), { signal: never() });
    await send();
    transport.dropConnections();
    await send();
    expect(server.connections()).toBe(2);
  });

  it('goes through the proxy when there is one', async () => {
    const lines: string[] = [];
    const proxy = await startHttp((request, response) => {
      lines.push(`${request.method} ${request.url}`);
      request.resume().on('end', () => response.end());
    });
    const transport = openTransport({ workers: 1 });
    transport.setProxy({ mode: 'fixed', url: proxy.url, bypass: [] });
    const file = fileFor('http://bucket.example.com');
    const answer = await transport.sendFile(file, { signal: never() });
    expect(answer?.status).toBe(200);
    expect(lines).toEqual(['PUT http://bucket.example.com/key']);
  });

  it('is 300 files at once, each with its own response', async () => {
    const server = await startHttp((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => response.end(crc64(Buffer.concat(chunks))));
    });
    const transport = openTransport({ workers: 2 });
    const echoed = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const file = fileFor(server.url, 60_000, content.subarray(index));
        const answer = await transport.sendFile(file, { signal: never() });
        return Buffer.from(answer?.body ?? []).toString() === answer?.sentCrc64;
      }),
    );
    expect(echoed.every(Boolean)).toBe(true);
  });
});
