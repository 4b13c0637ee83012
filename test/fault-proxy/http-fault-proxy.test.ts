import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HttpFault } from './http-fault.ts';
import { startHttpFaultProxy } from './http-fault-proxy.ts';

const body = Buffer.from('what the client has to say');
const said = 'what the server has to say';

/** A server that keeps what it gets whole, behind a proxy with one fault. */
async function startBehind(fault: HttpFault | undefined) {
  const heard: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push(Buffer.concat(chunks));
      const headers = { 'x-oss-hash-crc64ecma': '1234567890', ETag: '"ABC"' };
      response.writeHead(heard.length === 1 ? 200 : 409, headers).end(said);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const struck: HttpFault[] = [];
  const proxy = await startHttpFaultProxy({
    target: (server.address() as AddressInfo).port,
    faultOf: () => fault,
    onStrike: (met) => struck.push(met),
  });
  onTestFinished(async () => {
    await proxy.close();
    server.closeAllConnections();
    server.close();
  });
  const put = (signal?: AbortSignal) =>
    fetch(`${proxy.endpoint}/bucket/key`, { method: 'PUT', body, signal: signal ?? null });
  return { heard, struck, proxy, put };
}

/** How many bits differ. */
function difference(one: Buffer, other: Buffer): number {
  return [...one].reduce((sum, byte, index) => {
    const bits = (byte ^ (other[index] ?? 0)).toString(2).replaceAll('0', '');
    return sum + bits.length;
  }, 0);
}

describe('an exchange through the proxy', () => {
  it('without a fault arrives as it was sent, in both directions', async () => {
    const { heard, struck, put } = await startBehind(undefined);
    const answer = await put();
    expect([answer.status, await answer.text()]).toEqual([200, said]);
    expect(answer.headers.get('x-oss-hash-crc64ecma')).toBe('1234567890');
    expect(heard).toEqual([body]);
    expect(struck).toEqual([]);
  });

  it.each([0, 7, 8, 1_000_003])('has one bit of its body flipped, place %i', async (place) => {
    const { heard, struck, put } = await startBehind({ kind: 'flip-body', place });
    expect((await put()).status).toBe(200);
    expect(heard.map((bytes) => [bytes.length, difference(bytes, body)])).toEqual([
      [body.length, 1],
    ]);
    expect(struck).toHaveLength(1);
  });

  it.each([
    ['crc64', 'x-oss-hash-crc64ecma', '1234567890'],
    ['etag', 'etag', '"ABC"'],
  ] as const)('has one bit of its %s changed in the answer', async (field, name, before) => {
    const { heard, put } = await startBehind({ kind: 'flip-answer', field, place: 13 });
    const answer = await put();
    const after = answer.headers.get(name) ?? '';
    expect(difference(Buffer.from(after), Buffer.from(before))).toBe(1);
    expect(await answer.text()).toBe(said);
    expect(heard).toEqual([body]);
  });

  it('has one bit of the body of its response changed', async () => {
    const { put } = await startBehind({ kind: 'flip-answer', field: 'body', place: 100 });
    const bytes = Buffer.from(await (await put()).arrayBuffer());
    expect(difference(bytes, Buffer.from(said))).toBe(1);
  });

  it.each<[string, HttpFault, number]>([
    ['loses its answer', { kind: 'lose-answer' }, 1],
    ['is reset before the server hears of it', { kind: 'reset', when: 'before' }, 0],
    ['is reset after the server acted', { kind: 'reset', when: 'after' }, 1],
    ['is cut on its way up', { kind: 'cut', direction: 'up', place: 5 }, 0],
    ['is cut on its way down', { kind: 'cut', direction: 'down', place: 5 }, 1],
  ])('%s: the client has no response', async (_what, fault, times) => {
    const { heard, struck, put } = await startBehind(fault);
    await expect(put()).rejects.toThrow();
    expect(heard).toEqual(Array.from({ length: times }, () => body));
    expect(struck).toEqual([fault]);
  });

  it.each<[HttpFault, number, number]>([
    [{ kind: 'server-error', status: 500, when: 'before' }, 500, 0],
    [{ kind: 'server-error', status: 502, when: 'after' }, 502, 1],
    [{ kind: 'busy', delay: 10 }, 503, 0],
    [{ kind: 'duplicate', answer: 'first' }, 200, 2],
    [{ kind: 'duplicate', answer: 'second' }, 409, 2],
  ])('with %o is answered by %i after %i deliveries', async (fault, status, times) => {
    const { heard, put } = await startBehind(fault);
    expect((await put()).status).toBe(status);
    expect(heard).toEqual(Array.from({ length: times }, () => body));
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('stalls %s the server acted, until the client gives up', async (when, times) => {
    const { heard, proxy, put } = await startBehind({ kind: 'stall', when });
    const client = new AbortController();
    const answer = put(client.signal);
    if (times > 0) await expect.poll(() => heard.length).toBe(times);
    client.abort();
    await expect(answer).rejects.toThrow();
    await proxy.close();
    expect(heard).toHaveLength(times);
  });
});
