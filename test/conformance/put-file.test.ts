import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noOptions, someContext } from '../helpers/oss-account.ts';
import type { ObjectStoreUnderTest } from './objects/object-store-under-test.ts';
import { openRealObjects } from './objects/real-objects.ts';
import { openSimulatedObjects } from './objects/simulated-objects.ts';

/* The promises of ObjectStore.putFile, for each adapter. */
describe.each([
  ['ali-oss', openRealObjects],
  ['simulated', openSimulatedObjects],
])('putFile of the %s object store', (_name, open) => {
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
  const head = (target: ReturnType<typeof newTarget>) => test.store.head(target, someContext());

  it('sends the file as put does, and returns its identity after sending', async () => {
    const [target, other] = [newTarget(), newTarget()];
    const file = await test.expected(5000, 3);
    const receipt = await test.store.putFile(target, file, noOptions, someContext());
    const range = (await test.file(5000, 3))(0, 5000);
    const { etag, sentCrc64 } = await test.store.put(other, range, noOptions, someContext());
    expect(receipt).toMatchObject({ etag, sentCrc64, storedCrc64: sentCrc64, md5Checked: true });
    expect(receipt?.sourceAfter).toEqual(file.identity);
    expect(await head(target)).toMatchObject({ size: 5000, etag, crc64: sentCrc64 });
  });

  it.each([
    ['another file', { inode: '1' }],
    ['a file of another size', { size: 4999 }],
    ['a file that was written since', { modified: '1' }],
    ['a file whose rights changed since', { changed: '1' }],
  ])('sends nothing of %s', async (_what, change) => {
    const target = newTarget();
    const { path, identity } = await test.expected(5000);
    const file = { path, identity: { ...identity, ...change } };
    expect(await test.store.putFile(target, file, noOptions, someContext())).toBeUndefined();
    expect(await head(target)).toBeUndefined();
  });

  it('sends nothing of a missing file and of an empty one', async () => {
    const { path, identity } = await test.expected(5000);
    const missing = { path: `${path}-gone`, identity };
    const empty = await test.expected(0);
    for (const file of [missing, empty]) {
      const target = newTarget();
      expect(await test.store.putFile(target, file, noOptions, someContext())).toBeUndefined();
      expect(await head(target)).toBeUndefined();
    }
  });

  it.each(['/leading-slash', 'a/../b', 'x'.repeat(1024)])('refuses the key %j', async (key) => {
    const file = await test.expected(5000);
    const sent = test.store.putFile(test.target(key), file, noOptions, someContext());
    await expect(sent).rejects.toMatchObject({ record: { code: 'key-invalid' } });
  });

  it('replaces an object, unless that is forbidden', async () => {
    const target = newTarget();
    await test.store.putFile(target, await test.expected(5000), noOptions, someContext());
    const file = await test.expected(5000, 2);
    const refusal = test.store.putFile(target, file, { forbidOverwrite: true }, someContext());
    await expect(refusal).rejects.toMatchObject({ record: { code: 'object-exists' } });
    const receipt = await test.store.putFile(target, file, noOptions, someContext());
    expect((await head(target))?.etag).toBe(receipt?.etag);
  });

  it('stores nothing of a body that was damaged on the way', async () => {
    const target = newTarget();
    const file = await test.expected(5000);
    test.damageNextBody();
    const damaged = test.store.putFile(target, file, noOptions, someContext());
    await expect(damaged).rejects.toMatchObject({ record: { code: 'corrupted-on-the-way' } });
    expect(await head(target)).toBeUndefined();
  });

  it('sends nothing after an abort', async () => {
    const target = newTarget();
    const file = await test.expected(5000);
    const signal = AbortSignal.abort(new Error('stop'));
    const stopped = test.store.putFile(target, file, noOptions, { ...someContext(), signal });
    await expect(stopped).rejects.toThrow('stop');
    expect(await head(target)).toBeUndefined();
  });
});
