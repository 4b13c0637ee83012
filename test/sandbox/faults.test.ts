import { request } from 'node:http';
import { expect, it } from 'vitest';
import type { Fault, FaultRule } from '../../sandbox/faults.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { connect } from './helpers/ali-oss.ts';
import { sendSigned, signedHeaders, type UncheckedResponse } from './helpers/raw-request.ts';
import { useSandbox } from './helpers/temporary-sandbox.ts';

const sandbox = useSandbox();
let counter = 0;

/** A key of the test's own, and a fault on putting it. */
function prepare(fault: Fault, rule: Partial<FaultRule> = {}) {
  counter += 1;
  const key = `key-${counter}`;
  const handle = sandbox().faults.add({ when: { operation: 'PutObject', key }, fault, ...rule });
  const put = (body: string | Buffer = 'content'): Promise<UncheckedResponse> =>
    sendSigned(sandbox(), { method: 'PUT', path: `/${key}`, body });
  const find = () => sandbox().journal.find({ operation: 'PutObject', key });
  return { key, handle, put, find };
}

const stored = async (key: string): Promise<string | undefined> => {
  const answer = await sendSigned(sandbox(), { path: `/${key}` });
  return answer.status === 200 ? answer.text : undefined;
};

it('delay: waits, then serves', async () => {
  const { key, handle, put, find } = prepare({ kind: 'delay', milliseconds: 20 });
  const before = performance.now();
  expect((await put()).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThanOrEqual(19);
  expect(handle.fired).toBe(1);
  expect(find()).toMatchObject([{ faults: ['delay'], applied: true, status: 200, key }]);
});

it('hold: waits until it is let go', async () => {
  const { key, handle, put } = prepare({ kind: 'hold' });
  const answer = put();
  await handle.nextFired();
  expect(await stored(key)).toBeUndefined();
  handle.release();
  expect((await answer).status).toBe(200);
  expect(await stored(key)).toBe('content');
});

it('hold at the response: the effect is there, the response is not', async () => {
  const { key, handle, put, find } = prepare({ kind: 'hold', point: 'response' });
  const answer = put();
  await handle.nextFired();
  await expect.poll(() => stored(key)).toBe('content');
  expect(find()).toMatchObject([{ applied: true, status: 0, isFinished: false }]);
  handle.remove();
  expect((await answer).status).toBe(200);
});

it('cut-request: the connection is gone, and nothing is stored', async () => {
  const { key, put, find } = prepare({ kind: 'cut-request', afterBytes: 1000 });
  await expect(put(Buffer.alloc(4_000_000))).rejects.toThrow(/ECONNRESET|EPIPE|socket hang up/);
  expect(find()).toMatchObject([{ status: 0, applied: false, faults: ['cut-request'] }]);
  expect(find()[0]?.bytesReceived).toBeGreaterThanOrEqual(1000);
  expect(find()[0]?.bytesReceived).toBeLessThan(4_000_000);
  expect(await stored(key)).toBeUndefined();
  expect((await put()).status).toBe(200);
});

it('cut-request: meets requests without a body, too', async () => {
  const handle = sandbox().faults.add({
    when: { method: 'GET', key: /^nobody$/ },
    fault: { kind: 'cut-request', afterBytes: 0 },
  });
  await expect(sendSigned(sandbox(), { path: '/nobody' })).rejects.toThrow(/hang up|ECONNRESET/);
  expect(handle.fired).toBe(1);
});

it('cut-response: part of the response arrives', async () => {
  const client = connect(sandbox());
  await client.put('cut-response', Buffer.alloc(300_000, 'x'));
  sandbox().faults.add({
    when: { operation: 'GetObject', key: 'cut-response' },
    fault: { kind: 'cut-response', afterBytes: 1234 },
  });
  const received = await new Promise<number>((resolve, reject) => {
    const raw = { path: '/cut-response' };
    const path = `/${sandbox().bucket}${raw.path}`;
    const headers = signedHeaders(sandbox(), raw);
    request({ host: '127.0.0.1', port: sandbox().port, path, headers, agent: false }, (answer) => {
      let bytes = 0;
      expect(answer.headers['content-length']).toBe('300000');
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      answer.on('error', () => {
        resolve(bytes);
      });
    })
      .on('error', reject)
      .end();
  });
  expect(received).toBe(1234);
});

it('answer: says what the test wants, and does nothing', async () => {
  const { key, put, find } = prepare({
    kind: 'answer',
    status: 502,
    headers: { 'Content-Type': 'text/html' },
    body: '<html>Bad Gateway</html>',
  });
  expect(await put()).toMatchObject({ status: 502, text: '<html>Bad Gateway</html>' });
  expect(find()).toMatchObject([{ status: 502, applied: false }]);
  expect(await stored(key)).toBeUndefined();
});

it('drop-response: the effect stays, and no response is sent', async () => {
  const { key, put, find } = prepare({ kind: 'drop-response' });
  await expect(put()).rejects.toThrow(/hang up|ECONNRESET/);
  expect(await stored(key)).toBe('content');
  expect(find()).toMatchObject([{ status: 0, applied: true }]);
});

it('flip-byte: what is stored is not what was sent, and the checksums show it', async () => {
  const { key, put } = prepare({ kind: 'flip-byte', at: 2 });
  const damaged = await put('abcdef');
  expect(damaged.status).toBe(200);
  const sound = await put('abcdef');
  expect(damaged.headers['x-oss-hash-crc64ecma']).not.toBe(sound.headers['x-oss-hash-crc64ecma']);
  expect(damaged.headers.etag).not.toBe(sound.headers.etag);
  expect(await stored(key)).toBe('abcdef');
});

it('wrong-checksum: the bytes are right, the header is not', async () => {
  const { key, put } = prepare({ kind: 'wrong-checksum' });
  const wrong = await put();
  const right = await put();
  expect(wrong.headers.etag).toBe(right.headers.etag);
  expect(wrong.headers['x-oss-hash-crc64ecma']).not.toBe(right.headers['x-oss-hash-crc64ecma']);
  expect(await stored(key)).toBe('content');
});

it('omit-headers: they are not sent', async () => {
  const names = ['ETag', 'x-oss-hash-crc64ecma', 'X-Oss-Request-Id'];
  const { put } = prepare({ kind: 'omit-headers', names });
  const { status, headers } = await put();
  expect(status).toBe(200);
  expect(headers.etag).toBeUndefined();
  expect(headers['x-oss-hash-crc64ecma']).toBeUndefined();
  expect(headers['x-oss-request-id']).toBeUndefined();
});

it('expire-token: the token is spent, this time and later', async () => {
  sandbox().addAccount({ accessKeyId: 'STS.x', accessKeySecret: 's', securityToken: 't' });
  const keys = { accessKeyId: 'STS.x', accessKeySecret: 's', stsToken: 't' };
  const client = connect(sandbox(), keys);
  await client.put('token', Buffer.from('x'));
  sandbox().faults.add({ when: { key: 'token' }, fault: { kind: 'expire-token' } });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(client.put('token', Buffer.from('x'))).rejects.toMatchObject({
      code: 'SecurityTokenExpired',
      status: 403,
    });
  }
  sandbox().updateAccount('STS.x', { expiresAt: Date.now() + 60_000 });
  expect((await client.put('token', Buffer.from('x'))).res.status).toBe(200);
});

it('expire-token: a permanent key is refused once', async () => {
  const { put } = prepare({ kind: 'expire-token' });
  expect((await put()).text).toContain('<Code>SecurityTokenExpired</Code>');
  expect((await put()).status).toBe(200);
});

it('throttle: 503 and how long to wait', async () => {
  const { put } = prepare({ kind: 'throttle', retryAfterMilliseconds: 1500 }, { times: 2 });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const { status, headers, text } = await put();
    expect(status).toBe(503);
    expect(headers['x-oss-qos-delay-time']).toBe('1500');
    expect(text).toContain('<Code>');
  }
  expect((await put()).status).toBe(200);
});

it('stop-reading: the rest is not read, and there is no response', async () => {
  const { key, handle, find } = prepare({ kind: 'stop-reading' });
  const path = `/${sandbox().bucket}/${key}`;
  const raw = { method: 'PUT', path: `/${key}`, headers: { 'Content-Length': '50000000' } };
  const headers = signedHeaders(sandbox(), raw);
  const { port } = sandbox();
  const outgoing = request({ host: '127.0.0.1', port, method: 'PUT', path, headers, agent: false });
  outgoing.on('error', () => undefined);
  outgoing.write(Buffer.alloc(50_000_000 - 1));
  await handle.nextFired();
  expect(find()).toMatchObject([{ bytesReceived: 0, isFinished: false, status: 0 }]);
  handle.remove();
  expect((await sendSigned(sandbox(), { method: 'PUT', path: `/${key}`, body: 'x' })).status).toBe(
    200,
  );
  expect(find()[0]).toMatchObject({ bytesReceived: 0, isFinished: false, applied: false });
  outgoing.destroy();
});

it('slow-read: takes its time for every byte', async () => {
  const { put } = prepare({ kind: 'slow-read', bytesPerSecond: 1_000_000 });
  const before = performance.now();
  expect((await put(Buffer.alloc(50_000))).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThanOrEqual(30);
});

it('rules meet only what fits them, after and as often as said', async () => {
  const { handle, put } = prepare({ kind: 'answer', status: 500 }, { after: 1, times: 2 });
  const statuses = [];
  for (let attempt = 0; attempt < 4; attempt += 1) statuses.push((await put()).status);
  expect(statuses).toEqual([200, 500, 500, 200]);
  expect(handle.fired).toBe(2);
  expect((await sendSigned(sandbox(), { method: 'PUT', path: '/else', body: 'x' })).status).toBe(
    200,
  );
});

it('rules strike one after the other, and add up where they can', async () => {
  const { key, put, find } = prepare({ kind: 'answer', status: 500 });
  const add = (fault: Fault) => sandbox().faults.add({ when: { key }, fault });
  add({ kind: 'delay', milliseconds: 1 });
  add({ kind: 'omit-headers', names: ['etag'] });
  add({ kind: 'drop-response' });
  expect((await put()).status).toBe(500);
  await expect(put()).rejects.toThrow(/hang up|ECONNRESET/);
  expect(find().map(({ faults }) => faults)).toEqual([
    ['answer'],
    ['delay', 'omit-headers', 'drop-response'],
  ]);
});

it('a removed rule strikes no more', async () => {
  const { handle, put } = prepare({ kind: 'answer', status: 500 }, { times: Infinity });
  expect((await put()).status).toBe(500);
  handle.remove();
  expect((await put()).status).toBe(200);
});

it('a rule can be bound to a part of an upload', async () => {
  const client = connect(sandbox());
  const { uploadId } = await client.initMultipartUpload('bound');
  const handle = sandbox().faults.add({
    when: { operation: 'UploadPart', uploadId, partNumber: 2 },
    fault: { kind: 'answer', status: 500 },
    times: Infinity,
  });
  const part = (number: number, owner: Sandbox = sandbox()) =>
    sendSigned(owner, {
      method: 'PUT',
      path: `/bound?partNumber=${number}&uploadId=${uploadId}`,
      body: 'x',
    });
  expect((await part(1)).status).toBe(200);
  expect((await part(2)).status).toBe(500);
  handle.remove();
  expect(sandbox().journal.count({ operation: 'UploadPart', uploadId })).toBe(2);
  expect(sandbox().journal.count({ operation: 'UploadPart', uploadId, partNumber: 2 })).toBe(1);
});
