import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Transport } from '../../../main/transfer/transport.ts';
import { startTcp, unusedPort } from './local-server.ts';
import { failureOf, never, put, useTransport } from './transport-fixture.ts';

const openTransport = useTransport();

const body = { kind: 'none' } as const;

/** A proxy that notes what it was asked, and asks for `credentials` if there are any. */
async function startProxy(credentials?: string, way?: (socket: Socket) => void) {
  const asked: { line: string; host: string | undefined }[] = [];
  const isAllowed = ({ headers }: IncomingMessage): boolean => {
    const wanted = `Basic ${Buffer.from(credentials ?? '').toString('base64')}`;
    return credentials === undefined || headers['proxy-authorization'] === wanted;
  };
  const server: Server = createServer((request, response) => {
    asked.push({ line: `${request.method} ${request.url}`, host: request.headers.host });
    request.resume();
    if (isAllowed(request)) response.end('through the proxy');
    else response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push({ line: `CONNECT ${request.url}`, host: request.headers.host });
    socket.on('error', () => undefined);
    if (!isAllowed(request)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    } else if (way === undefined) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
    } else {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      way(socket);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function through(url: string, bypass: readonly string[] = []): Transport {
  const transport = openTransport();
  onTestFinished(() => transport.setProxy({ mode: 'direct' }));
  transport.setProxy({ mode: 'fixed', url, bypass });
  return transport;
}

describe('row 10: a proxy', () => {
  it('gets plain http with the whole URL, untouched', async () => {
    const proxy = await startProxy();
    const url = 'http://bucket.example.com/a/../b?uploadId=X';
    const answer = await through(`http://${proxy.host}`).send(put(url, body), { signal: never() });
    expect(Buffer.from(answer.body).toString()).toBe('through the proxy');
    expect(proxy.asked).toEqual([{ line: `PUT ${url}`, host: 'bucket.example.com' }]);
  });

  it('keeps a Host header of the request', async () => {
    const proxy = await startProxy();
    const request = { ...put('http://192.0.2.1:8080/k', body), headers: { Host: 'b.example.com' } };
    await through(`http://${proxy.host}`).send(request, { signal: never() });
    expect(proxy.asked).toEqual([{ line: 'PUT http://192.0.2.1:8080/k', host: 'b.example.com' }]);
  });

  it('gets the credentials of its URL', async () => {
    const proxy = await startProxy('us er:p@ss');
    const transport = through(`http://us%20er:p%40ss@${proxy.host}`);
    const answer = await transport.send(put('http://example.com/', body), { signal: never() });
    expect(answer.status).toBe(200);
  });

  it.each(['http://example.com/', 'https://example.com/'])(
    'that wants a password is told apart for %s',
    async (url) => {
      const proxy = await startProxy('user:password');
      const transport = through(`http://user:wrong@${proxy.host}`);
      const failure = await failureOf(transport.send(put(url, body), { signal: never() }));
      expect(failure.reason).toBe('proxy-authentication');
      expect(failure.detail).not.toContain('wrong');
    },
  );

  it('tunnels https', async () => {
    const server = await startTcp((socket) => socket.end('no TLS'));
    const proxy = await startProxy('user:password', (socket) => {
      const onward = connect(server.port, '127.0.0.1');
      onward.on('error', () => undefined);
      socket.pipe(onward).pipe(socket);
    });
    const transport = through(`http://user:password@${proxy.host}`);
    const sent = transport.send(put('https://bucket.example.com/', body), { signal: never() });
    // What is behind the tunnel does not speak TLS: the tunnel itself was open.
    expect((await failureOf(sent)).reason).toBe('connection-lost');
    expect(proxy.asked.map(({ line }) => line)).toEqual(['CONNECT bucket.example.com:443']);
    expect(server.connections()).toBe(1);
  });

  it('that cannot reach the server has failed', async () => {
    const proxy = await startProxy();
    const transport = through(`http://${proxy.host}`);
    const sent = transport.send(put('https://example.com/', body), { signal: never() });
    expect(await failureOf(sent)).toMatchObject({
      reason: 'proxy-failed',
      detail: 'The proxy responded with status 502',
    });
  });

  it.each(['http://example.com/', 'https://example.com/'])(
    'that cannot be reached has failed for %s',
    async (url) => {
      const transport = through(`http://127.0.0.1:${await unusedPort()}`);
      const failure = await failureOf(transport.send(put(url, body), { signal: never() }));
      expect(failure).toMatchObject({ reason: 'proxy-failed', systemCode: 'ECONNREFUSED' });
    },
  );

  it.each(['http://example.com/', 'https://example.com/'])(
    'that says nothing ends in idleness for %s',
    async (url) => {
      const silent = await startTcp((socket) => void socket.resume());
      const transport = through(`http://127.0.0.1:${silent.port}`);
      const failure = await failureOf(transport.send(put(url, body, 200), { signal: never() }));
      expect(failure.reason).toBe('idle');
    },
  );

  it('is passed by for this computer and for hosts on the list', async () => {
    const proxy = await startProxy();
    const server = await startTcp((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
    });
    const transport = through(`http://${proxy.host}`, ['.invalid']);
    const local = await transport.send(put(server.url, body), { signal: never() });
    expect(local.status).toBe(204);
    const listed = transport.send(put('http://oss.invalid/', body), { signal: never() });
    expect((await failureOf(listed)).reason).toBe('unreachable');
    expect(proxy.asked).toEqual([]);
  });

  it('can be changed between two requests', async () => {
    const [one, other] = [await startProxy(), await startProxy()];
    const transport = through(`http://${one.host}`);
    const request = put('http://example.com/', body);
    await transport.send(request, { signal: never() });
    transport.setProxy({ mode: 'fixed', url: `http://${other.host}`, bypass: [] });
    await transport.send(request, { signal: never() });
    expect([one.asked.length, other.asked.length]).toEqual([1, 1]);
    transport.setProxy({ mode: 'fixed', url: `http://${one.host}`, bypass: ['example.com'] });
    transport.setProxy({ mode: 'direct' });
    const sent = transport.send(put('http://bucket.invalid/', body), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('unreachable');
  });

  it('without a proper address is refused at once', () => {
    expect(() => through('not an address')).toThrow('Invalid URL');
  });
});
