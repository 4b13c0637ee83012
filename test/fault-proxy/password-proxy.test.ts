import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startPasswordProxy } from './password-proxy.ts';

/** A server that repeats what it was asked. */
async function startServer(): Promise<number> {
  const server = createServer((message, response) => {
    response.end(`${message.method} ${message.headers.host} ${message.url}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Asks a proxy for a URL, which goes out as it is written here. */
async function ask(proxy: string, url: string): Promise<{ status: number; text: string }> {
  const { hostname, port, username, password } = new URL(proxy);
  const words = [username, password].map(decodeURIComponent).join(':');
  const authorization = `Basic ${Buffer.from(words).toString('base64')}`;
  const headers = { Host: 'bucket.example.com', 'Proxy-Authorization': authorization };
  const sent = request({ hostname, port, path: url, headers, agent: false });
  sent.end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return { status: answer.statusCode ?? 0, text };
}

describe('a proxy that asks for a password', () => {
  it('refuses every request without it', async () => {
    const proxy = await startPasswordProxy(await startServer());
    onTestFinished(() => proxy.close());
    const { status } = await ask(proxy.origin, 'http://bucket.example.com/');
    expect([status, proxy.refused(), proxy.passed()]).toEqual([407, 1, 0]);
  });

  it('passes a URL on as it is', async () => {
    const proxy = await startPasswordProxy(await startServer());
    onTestFinished(() => proxy.close());
    const path = '/a/../b%2Fc?uploadId=X';
    expect(await ask(proxy.url, `http://bucket.example.com${path}`)).toEqual({
      status: 200,
      text: `GET bucket.example.com ${path}`,
    });
    expect([proxy.refused(), proxy.passed()]).toEqual([0, 1]);
  });
});
