import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { generate } from 'selfsigned';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFaultProxy } from './fault-proxy.ts';
import type { LineFault } from './line-fault.ts';

const message = Buffer.alloc(64 * 1024, 'ferry');

/** Hears a client out and then repeats what it said; `heard` counts the bytes. */
async function startEcho() {
  const sockets: Socket[] = [];
  let heard = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.length;
      chunks.push(chunk);
    });
    socket.on('end', () => socket.end(Buffer.concat(chunks)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, heard: () => heard, sockets };
}

async function openLine(fault: LineFault | undefined) {
  const echo = await startEcho();
  const proxy = await startFaultProxy({ target: echo.port, faultOf: () => fault });
  onTestFinished(() => proxy.close());
  return { echo, proxy };
}

/** Sends the message and reads until the end. */
async function exchange(port: number): Promise<{ answer: Buffer; time: number; code?: string }> {
  const begun = performance.now();
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  client.end(message);
  const chunks: Buffer[] = [];
  client.on('data', (chunk: Buffer) => chunks.push(chunk));
  let code: string | undefined;
  client.on('error', (error: NodeJS.ErrnoException) => (code = error.code));
  await new Promise((resolve) => client.on('close', resolve));
  const time = performance.now() - begun;
  return { answer: Buffer.concat(chunks), time, ...(code !== undefined && { code }) };
}

describe('a line through the fault proxy', () => {
  it('without a fault changes nothing, and counts its connections', async () => {
    const { proxy } = await openLine(undefined);
    for (let time = 0; time < 3; time += 1) {
      expect((await exchange(proxy.port)).answer.equals(message)).toBe(true);
    }
    expect(proxy.connections()).toBe(3);
  });

  // A timer may be one millisecond early; a late one is no failure.
  it.each<[LineFault, number]>([
    [{ kind: 'latency', milliseconds: 100 }, 198],
    [{ kind: 'bandwidth', bytesPerSecond: 512 * 1024 }, 125 - 4],
    [{ kind: 'slow-close', milliseconds: 150 }, 149],
  ])('with %o brings every byte, and takes its time', async (fault, atLeast) => {
    const { proxy } = await openLine(fault);
    const { answer, time } = await exchange(proxy.port);
    expect(answer.equals(message)).toBe(true);
    expect(time).toBeGreaterThanOrEqual(atLeast);
  });

  it('that is cut lets so many bytes through, and both ends hear of it', async () => {
    const { echo, proxy } = await openLine({ kind: 'cut', direction: 'up', afterBytes: 1000 });
    const { answer } = await exchange(proxy.port);
    await expect.poll(() => echo.heard()).toBe(1000);
    expect(answer.length).toBeLessThanOrEqual(1000);
  });

  it('that is cut on the way back shortens the response', async () => {
    const { echo, proxy } = await openLine({ kind: 'cut', direction: 'down', afterBytes: 1000 });
    const { answer } = await exchange(proxy.port);
    expect(echo.heard()).toBe(message.length);
    expect(answer.equals(message.subarray(0, 1000))).toBe(true);
  });

  it('that is reset says so', async () => {
    const { echo, proxy } = await openLine({ kind: 'reset', direction: 'up', afterBytes: 1000 });
    expect((await exchange(proxy.port)).code).toBe('ECONNRESET');
    expect(echo.heard()).toBeLessThanOrEqual(1000);
  });

  it('that is half open swallows what comes, without a reset', async () => {
    const { echo, proxy } = await openLine({
      kind: 'half-open',
      direction: 'up',
      afterBytes: 1000,
    });
    const client = connect(proxy.port, '127.0.0.1');
    const said: string[] = [];
    for (const event of ['data', 'end', 'error', 'close']) client.on(event, () => said.push(event));
    // More than all buffers on the way hold: the server has to read it.
    for (let sent = 0; sent < 64 * 1024 * 1024; sent += message.length) {
      if (!client.write(message)) await once(client, 'drain');
    }
    client.end();
    await once(client, 'finish');
    await expect.poll(() => echo.heard()).toBe(1000);
    expect(said).toEqual([]);
    expect(echo.sockets.map(({ readableEnded }) => readableEnded)).toEqual([false]);
    client.destroy();
  });
});

describe('another server at the other end', () => {
  it('shows a page for every request', async () => {
    const html = '<html>Welcome</html>';
    const { echo, proxy } = await openLine({ kind: 'captive-portal', html });
    for (const method of ['GET', 'PUT']) {
      const body = method === 'PUT' ? { body: 'bytes' } : {};
      const answer = await fetch(`${proxy.endpoint}/key?uploads`, { method, ...body });
      expect([answer.status, await answer.text()]).toEqual([200, html]);
    }
    expect(echo.sockets).toHaveLength(0);
  });

  it('shakes hands under a certificate of its own', async () => {
    const pems = await generate([{ name: 'commonName', value: 'Middle Man' }]);
    const fault = { kind: 'foreign-tls', key: pems.private, cert: pems.cert } as const;
    const { echo, proxy } = await openLine(fault);
    const client = connectTls({ port: proxy.port, host: '127.0.0.1' });
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(echo.sockets).toHaveLength(0);
  });
});
