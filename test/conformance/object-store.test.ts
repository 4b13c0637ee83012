import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemotePart } from '../../main/engine/ports/object-store.ts';
import { noOptions, someContext } from '../helpers/oss-account.ts';
import type { ObjectStoreUnderTest } from './objects/object-store-under-test.ts';
import { openRealObjects } from './objects/real-objects.ts';
import { openSimulatedObjects } from './objects/simulated-objects.ts';

/** The smallest part that may have a successor; a multiple of the granules of simulated files. */
const partSize = 102_400;
const forbid = { forbidOverwrite: true };

/** The rejection of a call with this code. */
function refused(code: string): object {
  return { record: { code } };
}

/*
 * The promises of ObjectStore (main/engine/ports/object-store.ts), for each adapter. Credentials,
 * buckets and the network have faults of their own: test/integration/oss/object-store-errors.test.ts
 * for the real adapter, the invariants of test/simulation for the engine.
 */
describe.each([
  ['ali-oss', openRealObjects],
  ['simulated', openSimulatedObjects],
])('the %s object store', (_name, open) => {
  let test: ObjectStoreUnderTest;
  let names = 0;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());

  const newTarget = () => {
    names += 1;
    return test.target(`conformance/${names}`);
  };

  const put = async (
    target: ReturnType<typeof newTarget>,
    size: number,
    { content = 1, options = noOptions, context = someContext() } = {},
  ) => {
    const range = (await test.file(size, content))(0, size);
    return await test.store.put(target, range, options, context);
  };

  const head = (target: ReturnType<typeof newTarget>) => test.store.head(target, someContext());

  /** Begins an upload and sends parts of these sizes; they are the parts of one file. */
  const upload = async (
    sizes: readonly number[],
  ): Promise<{
    readonly target: ReturnType<typeof newTarget>;
    readonly uploadId: string;
    readonly parts: readonly RemotePart[];
  }> => {
    const target = newTarget();
    const uploadId = await test.store.initiate(target, noOptions, someContext());
    const range = await test.file(sizes.reduce((sum, size) => sum + size, 0));
    const parts: RemotePart[] = [];
    let start = 0;
    for (const [index, size] of sizes.entries()) {
      const bytes = { ...range(start, start + size), withMd5: false };
      const sent = await test.store.uploadPart(target, uploadId, index + 1, bytes, someContext());
      parts.push({ number: index + 1, size, etag: sent.etag });
      start += size;
    }
    return { target, uploadId, parts };
  };

  const complete = (
    { target, uploadId }: { target: ReturnType<typeof newTarget>; uploadId: string },
    parts: readonly RemotePart[],
    options = noOptions,
  ) => test.store.complete(target, uploadId, parts, options, someContext());

  describe('head', () => {
    it('resolves with nothing when there is no object', async () => {
      expect(await head(newTarget())).toBeUndefined();
    });

    it('returns the facts of the object', async () => {
      const target = newTarget();
      const { etag, sentCrc64 } = await put(target, 5000);
      const facts = await head(target);
      expect(facts).toMatchObject({ size: 5000, etag, crc64: sentCrc64, meta: {} });
      expect(facts?.requestId).not.toBe('');
      expect(facts?.age).toBeGreaterThanOrEqual(0);
      expect(facts?.lastModified).toBeGreaterThan(0);
    });
  });

  describe('put', () => {
    it('returns equal checksums, its own and the stored one, and checks the MD5', async () => {
      const receipt = await put(newTarget(), 5000);
      expect(receipt.storedCrc64).toBe(receipt.sentCrc64);
      expect(receipt.md5Checked).toBe(true);
      expect(receipt.etag).not.toBe('');
    });

    it('stores an empty object without a range', async () => {
      const target = newTarget();
      const receipt = await test.store.put(target, undefined, noOptions, someContext());
      expect(receipt).toMatchObject({ sentCrc64: '0', storedCrc64: '0' });
      expect((await head(target))?.size).toBe(0);
    });

    it('gives equal bytes equal ETags, and other bytes another one', async () => {
      const one = await put(newTarget(), 5000, { content: 1 });
      const same = await put(newTarget(), 5000, { content: 1 });
      const other = await put(newTarget(), 5000, { content: 2 });
      expect(same).toMatchObject({ etag: one.etag, sentCrc64: one.sentCrc64 });
      expect(other.etag).not.toBe(one.etag);
      expect(other.sentCrc64).not.toBe(one.sentCrc64);
    });

    it('replaces an object, unless that is forbidden', async () => {
      const target = newTarget();
      await put(target, 5000, { options: forbid });
      const again = put(target, 5000, { content: 2, options: forbid });
      await expect(again).rejects.toMatchObject(refused('object-exists'));
      expect((await head(target))?.size).toBe(5000);
      const { etag } = await put(target, 7000, { content: 2 });
      expect(await head(target)).toMatchObject({ size: 7000, etag });
    });

    it('stores nothing of a body that was damaged on the way', async () => {
      const target = newTarget();
      test.damageNextBody();
      await expect(put(target, 5000)).rejects.toMatchObject(refused('corrupted-on-the-way'));
      expect(await head(target)).toBeUndefined();
      await put(target, 5000);
      expect((await head(target))?.size).toBe(5000);
    });

    it('stores nothing of a file that is shorter than the range', async () => {
      const target = newTarget();
      const range = (await test.file(5000))(0, 6000);
      const sent = test.store.put(target, range, noOptions, someContext());
      await expect(sent).rejects.toMatchObject(refused('source-changed'));
      expect(await head(target)).toBeUndefined();
    });

    it('reports the bytes that it sends, at most the size', async () => {
      let reported = 0;
      const onBytes = (bytes: number) => {
        reported += bytes;
      };
      await put(newTarget(), 300_000, { context: someContext({ onBytes }) });
      expect(reported).toBe(300_000);
    });

    it.each(['/leading-slash', 'a/../b', 'x'.repeat(1024), ''])(
      'refuses the key %j',
      async (key) => {
        const sent = put(test.target(key), 10);
        await expect(sent).rejects.toMatchObject(refused('key-invalid'));
      },
    );
  });

  it('every call rejects with the reason of an aborted signal', async () => {
    const reason = new Error('paused');
    const context = someContext({ signal: AbortSignal.abort(reason) });
    const target = newTarget();
    const range = { ...(await test.file(10))(0, 10), withMd5: false };
    const { store } = test;
    const calls: readonly Promise<unknown>[] = [
      store.head(target, context),
      store.put(target, range, noOptions, context),
      store.initiate(target, noOptions, context),
      store.uploadPart(target, 'U', 1, range, context),
      store.complete(target, 'U', [], noOptions, context),
      store.abort(target, 'U', context),
      store.listParts(target, 'U', context),
      store.listUploads({ ...target, prefix: '' }, context),
      store.probe(target, context),
    ];
    const ends = await Promise.allSettled(calls);
    expect(ends).toEqual(ends.map(() => ({ status: 'rejected', reason })));
  });

  it('an abort ends a request that is on its way', async () => {
    const controller = new AbortController();
    const target = newTarget();
    const sent = put(target, 300_000, { context: someContext({ signal: controller.signal }) });
    const reason = new Error('paused');
    controller.abort(reason);
    await expect(sent).rejects.toBe(reason);
  });

  describe('uploadPart', () => {
    it('returns equal checksums, and equal ETags for equal bytes', async () => {
      const { target, uploadId } = await upload([]);
      const range = { ...(await test.file(5000))(0, 5000), withMd5: false };
      const send = (number: number) =>
        test.store.uploadPart(target, uploadId, number, range, someContext());
      const first = await send(1);
      expect(first.storedCrc64).toBe(first.sentCrc64);
      expect(first.md5Checked).toBe(false);
      expect((await send(2)).etag).toBe(first.etag);
    });

    it('replaces the part of that number', async () => {
      const { target, uploadId } = await upload([5000]);
      const range = { ...(await test.file(6000, 2))(0, 6000), withMd5: false };
      const { etag } = await test.store.uploadPart(target, uploadId, 1, range, someContext());
      const listed = await test.store.listParts(target, uploadId, someContext());
      expect(listed).toEqual([{ number: 1, size: 6000, etag }]);
    });

    it('returns another stored checksum for a body that was damaged on the way', async () => {
      const { target, uploadId } = await upload([]);
      const range = { ...(await test.file(5000))(0, 5000), withMd5: false };
      test.damageNextBody();
      const receipt = await test.store.uploadPart(target, uploadId, 1, range, someContext());
      expect(receipt.storedCrc64).not.toBe(receipt.sentCrc64);
    });

    it('with Content-MD5 stores nothing of a damaged body', async () => {
      const { target, uploadId } = await upload([]);
      const range = { ...(await test.file(5000))(0, 5000), withMd5: true };
      const send = () => test.store.uploadPart(target, uploadId, 1, range, someContext());
      test.damageNextBody();
      await expect(send()).rejects.toMatchObject(refused('corrupted-on-the-way'));
      expect(await test.store.listParts(target, uploadId, someContext())).toEqual([]);
      expect((await send()).md5Checked).toBe(true);
    });
  });

  describe('complete', () => {
    it('makes the object of the parts, once', async () => {
      const begun = await upload([partSize, partSize, 5000]);
      expect(await head(begun.target)).toBeUndefined();
      const receipt = await complete(begun, begun.parts);
      const facts = await head(begun.target);
      expect(facts).toMatchObject({ size: 2 * partSize + 5000, etag: receipt.etag });
      const whole = await put(newTarget(), 2 * partSize + 5000);
      expect(receipt.storedCrc64).toBe(whole.sentCrc64);
      expect(facts?.crc64).toBe(whole.sentCrc64);
      // The ETag of a multipart object is not the one of its bytes.
      expect(receipt.etag).not.toBe(whole.etag);
      const again = complete(begun, begun.parts);
      await expect(again).rejects.toMatchObject(refused('upload-missing'));
    });

    it('leaves out parts that it does not name', async () => {
      const begun = await upload([partSize, 5000]);
      await complete(begun, begun.parts.slice(0, 1));
      expect((await head(begun.target))?.size).toBe(partSize);
    });

    it.each([
      [
        'a part that was never sent',
        (parts: readonly RemotePart[]) => [
          ...parts,
          { number: 9, size: 1, etag: parts[0]?.etag ?? '' },
        ],
      ],
      [
        'another ETag',
        (parts: readonly RemotePart[]) => [
          { number: 1, size: partSize, etag: parts[1]?.etag ?? '' },
        ],
      ],
    ])('refuses %s, and keeps the upload', async (_what, change) => {
      const begun = await upload([partSize, 5000]);
      const refusal = complete(begun, change(begun.parts));
      await expect(refusal).rejects.toMatchObject(refused('part-rejected'));
      expect(await head(begun.target)).toBeUndefined();
      await complete(begun, begun.parts);
      expect((await head(begun.target))?.size).toBe(partSize + 5000);
    });

    it('keeps an object when overwriting is forbidden, and keeps the upload', async () => {
      const begun = await upload([5000]);
      await put(begun.target, 10);
      const refusal = complete(begun, begun.parts, forbid);
      await expect(refusal).rejects.toMatchObject(refused('object-exists'));
      expect((await head(begun.target))?.size).toBe(10);
      await complete(begun, begun.parts);
      expect((await head(begun.target))?.size).toBe(5000);
    });
  });

  it('initiate begins another upload each time, and none over an object when forbidden', async () => {
    const target = newTarget();
    const first = await test.store.initiate(target, forbid, someContext());
    const second = await test.store.initiate(target, forbid, someContext());
    expect(second).not.toBe(first);
    await put(target, 10);
    const third = test.store.initiate(target, forbid, someContext());
    await expect(third).rejects.toMatchObject(refused('object-exists'));
  });

  it('lists the parts of an upload in ascending order', async () => {
    const { target, uploadId } = await upload([]);
    expect(await test.store.listParts(target, uploadId, someContext())).toEqual([]);
    const range = { ...(await test.file(5000))(0, 5000), withMd5: false };
    for (const number of [10, 2, 1]) {
      await test.store.uploadPart(target, uploadId, number, range, someContext());
    }
    const listed = await test.store.listParts(target, uploadId, someContext());
    expect(listed.map(({ number, size }) => [number, size])).toEqual([
      [1, 5000],
      [2, 5000],
      [10, 5000],
    ]);
  });

  it('lists the unfinished uploads under a prefix', async () => {
    const list = async (prefix: string) => {
      const target = { ...test.target(''), prefix };
      const found = await test.store.listUploads(target, someContext());
      return found.map(({ key, uploadId }) => [key, uploadId]);
    };
    const inside = test.target('list/a');
    const outside = test.target('listed');
    const kept = await test.store.initiate(inside, noOptions, someContext());
    const ended = await test.store.initiate(inside, noOptions, someContext());
    await test.store.initiate(outside, noOptions, someContext());
    await test.store.abort(inside, ended, someContext());
    expect(await list('list/')).toEqual([['list/a', kept]]);
    expect(await list('list')).toHaveLength(2);
    expect(await list('none/')).toEqual([]);
  });

  it.each(['aborted', 'completed', 'never begun', 'of another key'])(
    'knows no upload that is %s',
    async (what) => {
      const begun = await upload([5000]);
      const { target } = begun;
      if (what === 'aborted') await test.store.abort(target, begun.uploadId, someContext());
      if (what === 'completed') await complete(begun, begun.parts);
      const uploadId = what === 'never begun' ? '0'.repeat(32) : begun.uploadId;
      const asked = { target: what === 'of another key' ? newTarget() : target, uploadId };
      const range = { ...(await test.file(5000))(0, 5000), withMd5: false };
      const calls = [
        test.store.uploadPart(asked.target, uploadId, 1, range, someContext()),
        test.store.listParts(asked.target, uploadId, someContext()),
        complete(asked, begun.parts),
        test.store.abort(asked.target, uploadId, someContext()),
      ];
      const ends = await Promise.allSettled(calls);
      const reason = refused('upload-missing');
      expect(ends).toMatchObject(ends.map(() => ({ status: 'rejected', reason })));
    },
  );

  it('a probe changes nothing', async () => {
    const target = newTarget();
    await test.store.probe(target, someContext());
    expect(await head(target)).toBeUndefined();
    const uploads = test.store.listUploads({ ...target, prefix: target.key }, someContext());
    expect(await uploads).toEqual([]);
  });
});
