import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noOptions, someContext } from '../../helpers/oss-account.ts';
import { rejectionOf } from '../../main/oss/scripted-store.ts';
import { startSandboxStore, type SandboxStore } from './sandbox-store.ts';

const KiB = 1024;

let test: SandboxStore;
beforeAll(async () => {
  test = await startSandboxStore();
});
afterAll(() => test.close());

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 8)) % 256);
}

/** Keys that XML, addresses, signatures or terminals stumble over. */
const hostileKeys = [
  'plain.txt',
  'with space +plus&and=equals?#100%.txt',
  'already%20encoded%2F.txt',
  '层/文件 \u{1F600}.txt',
  'quotes\'"()*!~`|^{}[]<>.txt',
  ']]>&amp;<Key>x</Key>.txt',
  'trailing space ',
  'tab\tand\nnewline\u0001\u001b[31m.txt',
  'right\u202eto\u2066left\u200d.txt',
  'a//b/',
  'x'.repeat(1023),
];

describe('put', () => {
  it('stores bytes, type, headers and metadata, and HEAD returns them', async () => {
    const range = await test.fileOf(bytesOf(10_000));
    const meta = { people: 'à 测试', Year: '2017' };
    const options = {
      forbidOverwrite: false,
      mime: 'image/jpeg',
      meta,
      headers: { 'Cache-Control': 'no-cache', 'Content-Disposition': 'attachment; filename="层"' },
      storageClass: 'IA',
      acl: 'private',
      tagging: { a: '1', b: 'x y' },
      serverSideEncryption: { algorithm: 'AES256' },
    } as const;
    const receipt = await test.store.put(test.target('full.jpg'), range, options, someContext());
    expect(receipt.storedCrc64).toBe(receipt.sentCrc64);
    expect(receipt.etag).toMatch(/^"[0-9A-F]{32}"$/);
    const facts = await test.store.head(test.target('full.jpg'), someContext());
    expect(facts).toMatchObject({
      size: 10_000,
      etag: receipt.etag,
      crc64: receipt.sentCrc64,
      meta: { people: 'à 测试', year: '2017' },
    });
    expect(test.sandbox.journal.count({ operation: 'PutObject', key: 'full.jpg' })).toBe(1);
  });

  it.each([
    ['a folder marker', undefined],
    ['an empty file', 0],
  ])('stores %s', async (name, length) => {
    const range = length === undefined ? undefined : await test.fileOf(bytesOf(length));
    const target = test.target(`${name}/`);
    const receipt = await test.store.put(target, range, noOptions, someContext());
    expect(receipt).toMatchObject({ sentCrc64: '0', storedCrc64: '0' });
    expect(await test.store.head(target, someContext())).toMatchObject({ size: 0 });
  });

  it.each(hostileKeys)('stores the key %j as it is', async (key) => {
    const range = await test.fileOf(bytesOf(10));
    await test.store.put(test.target(key), range, noOptions, someContext());
    expect(await test.store.head(test.target(key), someContext())).toMatchObject({ size: 10 });
    expect(test.sandbox.journal.count({ operation: 'PutObject', key, status: 200 })).toBe(1);
  });

  it('sends a Content-MD5 that OSS checks', async () => {
    const range = await test.fileOf(bytesOf(5000));
    const target = test.target('md5');
    const receipt = await test.store.put(target, range, noOptions, someContext());
    expect(receipt.md5Checked).toBe(true);
    test.sandbox.faults.add({ when: { key: 'md5' }, fault: { kind: 'flip-byte', at: 7 } });
    const broken = test.store.put(target, range, noOptions, someContext());
    expect(await rejectionOf(broken)).toMatchObject({
      code: 'corrupted-on-the-way',
      ossCode: 'InvalidDigest',
    });
  });

  it('does not overwrite when forbidden to', async () => {
    const options = { forbidOverwrite: true };
    const target = test.target('once');
    await test.store.put(target, undefined, options, someContext());
    const again = test.store.put(target, undefined, options, someContext());
    expect(await rejectionOf(again)).toMatchObject({
      code: 'object-exists',
      ossCode: 'FileAlreadyExists',
      status: 409,
    });
  });
});

describe('a multipart upload', () => {
  it('is initiated, listed, completed and shown by HEAD', async () => {
    const file = await test.fileOf(bytesOf(250 * KiB));
    const target = test.target('层/parts & more.bin');
    const options = { forbidOverwrite: true, mime: 'text/plain', meta: { a: 'ß' } };
    const uploadId = await test.store.initiate(target, options, someContext());
    expect(await test.store.listParts(target, uploadId, someContext())).toEqual([]);

    const sent: number[] = [];
    const parts = [];
    for (const [number, start, end] of [
      [2, 100, 200],
      [1, 0, 100],
      [3, 200, 250],
    ] as const) {
      const range = { ...file, start: start * KiB, end: end * KiB };
      const context = someContext({ onBytes: (bytes) => sent.push(bytes) });
      const receipt = await test.store.uploadPart(target, uploadId, number, range, context);
      expect(receipt.storedCrc64).toBe(receipt.sentCrc64);
      parts.push({ number, size: (end - start) * KiB, etag: receipt.etag });
    }
    expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBe(250 * KiB);
    parts.sort((one, other) => one.number - other.number);
    expect(await test.store.listParts(target, uploadId, someContext())).toEqual(parts);

    const completed = await test.store.complete(target, uploadId, parts, options, someContext());
    const facts = await test.store.head(target, someContext());
    expect(facts).toMatchObject({ size: 250 * KiB, etag: completed.etag, meta: { a: 'ß' } });
    expect(completed.storedCrc64).toBe(facts?.crc64);
    const again = test.store.complete(target, uploadId, parts, noOptions, someContext());
    expect((await rejectionOf(again)).code).toBe('upload-missing');
  });

  it('is gone after an abort', async () => {
    const target = test.target('aborted');
    const uploadId = await test.store.initiate(target, noOptions, someContext());
    await test.store.abort(target, uploadId, someContext());
    const again = test.store.abort(target, uploadId, someContext());
    expect(await rejectionOf(again)).toMatchObject({ code: 'upload-missing', status: 404 });
  });

  it('with a part that is not there is refused', async () => {
    const target = test.target('missing-part');
    const uploadId = await test.store.initiate(target, noOptions, someContext());
    const parts = [{ number: 1, size: 1, etag: '"00000000000000000000000000000000"' }];
    const complete = test.store.complete(target, uploadId, parts, noOptions, someContext());
    expect(await rejectionOf(complete)).toMatchObject({
      code: 'part-rejected',
      ossCode: 'InvalidPart',
    });
  });
});

describe('listUploads', () => {
  it('finds all unfinished uploads under a prefix, over pages, with every kind of key', async () => {
    const prefix = 'list &+层/';
    const keys = [...hostileKeys.slice(0, -1), ...Array.from({ length: 210 }, (_, i) => `n${i}`)];
    const begun = await Promise.all(
      keys.map(async (name) => {
        const key = prefix + name;
        return {
          key,
          uploadId: await test.store.initiate(test.target(key), noOptions, someContext()),
        };
      }),
    );
    const found = await test.store.listUploads({ ...test.target(''), prefix }, someContext());
    const order = (one: { uploadId: string }, other: { uploadId: string }): number =>
      one.uploadId < other.uploadId ? -1 : 1;
    expect(found.map(({ key, uploadId }) => ({ key, uploadId })).sort(order)).toEqual(
      begun.sort(order),
    );
  });
});
