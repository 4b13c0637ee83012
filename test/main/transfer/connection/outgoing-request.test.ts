import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRequestTarget } from '../../../../main/transfer/connection/outgoing-request.ts';
import { startTcp } from '../local-server.ts';
import { fileBody, never, openFile, put, someBytes, useTransport } from '../transport-fixture.ts';

describe('the target of a URL', () => {
  it.each([
    ['http://a.example/k', { secure: false, host: 'a.example', port: 80, path: '/k' }],
    ['https://a.example', { secure: true, host: 'a.example', port: 443, path: '/' }],
    ['HTTPS://127.0.0.1:8443/?x', { secure: true, host: '127.0.0.1', port: 8443, path: '/?x' }],
    ['http://[::1]:81/a/../b', { secure: false, host: '::1', port: 81, path: '/a/../b' }],
    ['http://a/b//./c%2F\\d', { secure: false, host: 'a', port: 80, path: '/b//./c%2F\\d' }],
  ])('%s', (url, expected) => expect(parseRequestTarget(url)).toMatchObject(expected));

  it.each(['ftp://a/', '/k', 'http:///k', 'http://user@a/', 'http://a?x', 'http://a/#x', ''])(
    'is refused for "%s"',
    (url) => expect(() => parseRequestTarget(url)).toThrow('not absolute'),
  );
});

const openTransport = useTransport();
const content = someBytes(300_000);

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(request, 'end');
  return Buffer.concat(chunks);
}

/** A server that looks at the headers before it asks for the body. */
async function startAsking(
  answer: 'wants it' | 'refuses',
): Promise<{ url: string; bodies: Buffer[] }> {
  const bodies: Buffer[] = [];
  const server = createServer();
  server.on('checkContinue', (request: IncomingMessage, response) => {
    if (answer === 'refuses') {
      request.on('data', (chunk: Buffer) => bodies.push(chunk));
      response.writeHead(409).end('exists');
      return;
    }
    response.writeContinue();
    void readAll(request).then((body) => {
      bodies.push(body);
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/key`, bodies };
}

describe('a body that the server is asked about first', () => {
  const send = (url: string) => {
    const request = put(url, fileBody(openFile(content), content.length));
    return openTransport().send({ ...request, expectContinue: true }, { signal: never() });
  };

  it('is sent when the server wants it', async () => {
    const { url, bodies } = await startAsking('wants it');
    expect(await send(url)).toMatchObject({ status: 200, sentCrc64: expect.any(String) as string });
    expect(Buffer.concat(bodies).equals(content)).toBe(true);
  });

  it('stays here when the server has refused it', async () => {
    const { url, bodies } = await startAsking('refuses');
    const answer = await send(url);
    expect(answer.status).toBe(409);
    expect(Buffer.from(answer.body).toString()).toBe('exists');
    expect(answer).not.toHaveProperty('sentCrc64');
    expect(bodies).toEqual([]);
  });

  it('is sent to a server that does not know the question', async () => {
    let received = 0;
    const { url } = await startTcp((socket) => {
      socket.on('data', (chunk) => {
        received += chunk.length;
        if (received > content.length) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      });
    });
    expect((await send(`${url}/key`)).status).toBe(200);
    expect(received).toBeGreaterThan(content.length);
  });
});
