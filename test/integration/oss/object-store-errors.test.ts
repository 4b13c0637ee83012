import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../../sandbox/faults.ts';
import { TransferError, type ErrorRecord } from '../../../shared/errors.ts';
import type { Credentials } from '../../../main/engine/ports/credentials.ts';
import { fixedCredentials, noOptions, someContext } from '../../helpers/oss-account.ts';
import { rejectionOf } from '../../main/oss/scripted-store.ts';
import { startSandboxStore, type SandboxStore } from './sandbox-store.ts';

let test: SandboxStore;
beforeAll(async () => {
  test = await startSandboxStore();
});
afterEach(() => test.sandbox.faults.clear());
afterAll(() => test.close());

const content = new Uint8Array(300_000).fill(1);

describe('what goes wrong on the way', () => {
  it.each<[string, Fault, Partial<ErrorRecord>]>([
    [
      'a captive portal',
      { kind: 'answer', status: 200, body: '<html>Sign in</html>' },
      { code: 'unexpected-answer', status: 200 },
    ],
    [
      'a redirect',
      { kind: 'answer', status: 301, headers: { location: 'http://127.0.0.1:1/' } },
      { code: 'redirect-refused', status: 301 },
    ],
    [
      'an overloaded server',
      { kind: 'throttle', retryAfterMilliseconds: 1200 },
      { code: 'server-busy', retryAfter: 1200 },
    ],
    ['a failing server', { kind: 'answer', status: 500 }, { code: 'server-error' }],
    ['a cut connection', { kind: 'cut-request', afterBytes: 100_000 }, { code: 'connection-lost' }],
    ['a lost answer', { kind: 'drop-response' }, { code: 'connection-lost' }],
    ['a lost ETag', { kind: 'omit-headers', names: ['ETag'] }, { code: 'unexpected-answer' }],
    [
      'a lost request id',
      { kind: 'omit-headers', names: ['x-oss-request-id'] },
      { code: 'unexpected-answer' },
    ],
  ])('%s', async (name, fault, expected) => {
    const range = await test.fileOf(content);
    const handle = test.sandbox.faults.add({ when: { key: name }, fault });
    const put = test.store.put(test.target(name), range, noOptions, someContext());
    expect(await rejectionOf(put)).toMatchObject(expected);
    expect(handle.fired).toBe(1);
  });

  it('a server that stops reading', async () => {
    const range = await test.fileOf(content);
    const fault = { kind: 'stop-reading' } as const;
    test.sandbox.faults.add({ when: { operation: 'PutObject' }, fault });
    const context = someContext({ idleTimeout: 300 });
    const put = test.store.put(test.target('idle'), range, noOptions, context);
    expect((await rejectionOf(put)).code).toBe('no-progress');
  });

  it('an abort while the response is awaited', async () => {
    const range = await test.fileOf(content);
    const hold = test.sandbox.faults.add({
      when: { operation: 'PutObject' },
      fault: { kind: 'hold', point: 'response' },
    });
    const controller = new AbortController();
    const context = someContext({ signal: controller.signal });
    const put = test.store.put(test.target('held'), range, noOptions, context);
    const reason = put.catch((thrown: unknown) => thrown);
    await hold.nextFired();
    controller.abort('paused');
    expect(await reason).toBe('paused');
  });

  it('a changed byte, which OSS refuses by its Content-MD5', async () => {
    const range = await test.fileOf(content);
    const fault = { kind: 'flip-byte', at: 1000 } as const;
    test.sandbox.faults.add({ when: { key: 'flipped' }, fault });
    const put = test.store.put(test.target('flipped'), range, noOptions, someContext());
    expect((await rejectionOf(put)).code).toBe('corrupted-on-the-way');
    expect(await test.store.head(test.target('flipped'), someContext())).toBeUndefined();
  });

  it('a server that sends no checksum', async () => {
    const range = await test.fileOf(content);
    const fault = { kind: 'omit-headers', names: ['x-oss-hash-crc64ecma'] } as const;
    test.sandbox.faults.add({ when: { key: 'no-crc' }, fault });
    const receipt = await test.store.put(test.target('no-crc'), range, noOptions, someContext());
    expect(receipt).not.toHaveProperty('storedCrc64');
  });

  it('a file that is shorter than it was', async () => {
    const range = await test.fileOf(content, { end: content.length + 10 });
    const put = test.store.put(test.target('short'), range, noOptions, someContext());
    expect((await rejectionOf(put)).code).toBe('source-changed');
  });

  it('a port without a listener', async () => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    const accounts = () => test.account({ endpoint: `http://127.0.0.1:${port}` });
    const probe = test.storeWith({ accounts }).probe(test.target('x'), someContext());
    expect((await rejectionOf(probe)).code).toBe('offline');
  });
});

describe('what the account may not', () => {
  it('the probe resolves when all is well', async () => {
    await expect(test.store.probe(test.target('层/x'), someContext())).resolves.toBeUndefined();
  });

  it.each([
    ['a wrong secret', { accessKeySecret: 'wrong' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { accessKeyId: 'unknown' }, 'InvalidAccessKeyId'],
  ])('%s', async (_what, change, ossCode) => {
    const { accessKeyId, accessKeySecret } = test.sandbox;
    const credentials = fixedCredentials({ accessKeyId, accessKeySecret, ...change });
    const probe = test.storeWith({ credentials }).probe(test.target('x'), someContext());
    const record = await rejectionOf(probe);
    expect(record).toMatchObject({ code: 'credentials-rejected', ossCode });
    expect(record.requestId).toMatch(/^[0-9A-F]{24}$/);
  });

  it('a bucket that is not there', async () => {
    const target = { ...test.target('x'), bucket: 'no-such-bucket' };
    const records = await Promise.all([
      rejectionOf(test.store.put(target, undefined, noOptions, someContext())),
      rejectionOf(test.store.head(target, someContext())),
      rejectionOf(test.store.probe(target, someContext())),
    ]);
    expect(records.map(({ code }) => code)).toEqual(Array(3).fill('bucket-missing'));
  });

  it('a policy that permits uploads only', async () => {
    const keys = { accessKeyId: 'uploader', accessKeySecret: 'uploader-secret' };
    const actions = ['oss:PutObject', 'oss:ListParts', 'oss:AbortMultipartUpload'];
    test.sandbox.addAccount({ ...keys, policy: { actions } });
    const store = test.storeWith({ credentials: fixedCredentials(keys) });
    const target = test.target('allowed');
    await store.probe(target, someContext());
    await store.put(target, undefined, noOptions, someContext());
    const uploadId = await store.initiate(target, noOptions, someContext());
    await store.abort(target, uploadId, someContext());
    expect(await rejectionOf(store.head(target, someContext()))).toMatchObject({
      code: 'access-denied',
      missingAction: 'oss:GetObject',
    });
    const list = store.listUploads({ ...target, prefix: '' }, someContext());
    expect(await rejectionOf(list)).toMatchObject({
      code: 'access-denied',
      missingAction: 'oss:ListMultipartUploads',
    });
  });
});

describe('what mends itself', () => {
  it('a wrong clock', async () => {
    const ahead = await startSandboxStore({ now: () => Date.now() + 3_600_000 });
    const offsets: number[] = [];
    const store = ahead.storeWith({ onClockCorrected: (_id, offset) => offsets.push(offset) });
    try {
      await store.put(ahead.target('x'), undefined, noOptions, someContext());
      await store.put(ahead.target('x'), undefined, noOptions, someContext());
      expect(ahead.sandbox.journal.count({ status: 403 })).toBe(1);
      expect(offsets).toHaveLength(1);
    } finally {
      await ahead.close();
    }
  });

  it('an expired token', async () => {
    const old = { accessKeyId: 'sts-1', accessKeySecret: 's1', securityToken: 'token-1' };
    const fresh = { accessKeyId: 'sts-2', accessKeySecret: 's2', securityToken: 'token-2' };
    test.sandbox.addAccount(old);
    test.sandbox.addAccount(fresh);
    let current = old;
    const credentials: Credentials = {
      current: () => Promise.resolve(current),
      renew: (_id, refused) => {
        if (refused === fresh) throw new TransferError({ code: 'credentials-expired' });
        current = fresh;
        return Promise.resolve(fresh);
      },
      onChanged: () => () => undefined,
    };
    const store = test.storeWith({ credentials });
    const target = test.target('token');
    const uploadId = await store.initiate(target, noOptions, someContext());
    test.sandbox.faults.add({ when: { key: 'token' }, fault: { kind: 'expire-token' } });
    const range = await test.fileOf(content);
    await store.uploadPart(target, uploadId, 1, range, someContext());
    expect(test.sandbox.journal.count({ operation: 'UploadPart', key: 'token' })).toBe(2);
    expect(await store.listParts(target, uploadId, someContext())).toHaveLength(1);
  });
});

describe('ways to address a bucket', () => {
  it('by path', async () => {
    const store = test.storeWith({ accounts: () => test.account({ addressing: 'path' }) });
    const target = test.target('层/by path+.txt');
    await store.put(target, undefined, noOptions, someContext());
    expect(await store.head(target, someContext())).toMatchObject({ size: 0 });
  });
});

describe('callbacks', () => {
  let server: Server;
  let port: number;
  let status = 200;
  const bodies: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        bodies.push(body);
        const answer = '{"Status":"OK"}';
        response.writeHead(status, { 'Content-Length': answer.length });
        response.end(answer);
      });
    });
    port = await listen(server);
  });
  afterAll(() => server.close());

  it('are answered or fail, and the object is stored either way', async () => {
    const callback = {
      url: `http://127.0.0.1:${port}/done`,
      body: 'key=${object}&size=${size}&who=${x:who}',
      customValue: { who: '测试' },
    };
    const range = await test.fileOf(content);
    const target = test.target('called back');
    const options = { ...noOptions, callback };
    const receipt = await test.store.put(target, range, options, someContext());
    expect(receipt.callback).toEqual({ ok: true, body: '{"Status":"OK"}' });
    expect(receipt.storedCrc64).toBe(receipt.sentCrc64);
    const sent = new URLSearchParams(bodies[0]);
    expect(Object.fromEntries(sent)).toEqual({ key: 'called back', size: '300000', who: '测试' });

    status = 500;
    const uploadId = await test.store.initiate(target, options, someContext());
    const { etag } = await test.store.uploadPart(target, uploadId, 1, range, someContext());
    const parts = [{ number: 1, size: content.length, etag }];
    const completed = await test.store.complete(target, uploadId, parts, options, someContext());
    expect(completed.callback).toMatchObject({
      ok: false,
      error: { ossCode: 'CallbackFailed', status: 203 },
    });
    expect(await test.store.head(target, someContext())).toMatchObject({ size: content.length });
  });
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
