import { afterAll, beforeAll, expect, it } from 'vitest';
import { noOptions, someContext } from '../../helpers/oss-account.ts';
import { startSandboxStore, type SandboxStore } from './sandbox-store.ts';

let place: SandboxStore;

beforeAll(async () => {
  place = await startSandboxStore();
  place.sandbox.updateBucket(place.sandbox.bucket, {
    refusesPublicEndpoint: true,
    domains: [{ domain: 'files.localhost' }],
  });
});

afterAll(() => place.close());

it('sends data through the domain of a bucket that refuses the default endpoint', async () => {
  const { sandbox } = place;
  const endpoint = `http://files.localhost:${sandbox.port}`;
  const store = place.storeWith({
    accounts: () => place.account({ endpoint, addressing: 'custom-domain' }),
  });
  const target = place.target('folder/ä b+c.txt');
  await store.put(target, await place.fileOf(Buffer.from('hello')), noOptions, someContext());
  expect(await store.head(target, someContext())).toMatchObject({ size: 5 });
  await expect(place.store.head(target, someContext())).rejects.toMatchObject({
    record: { ossCode: 'PublicEndpointForbidden', ecCode: '0048-00000401' },
  });
});

it('says that a domain leads to another bucket', async () => {
  const other = await startSandboxStore({ buckets: ['first', 'second'] });
  try {
    const { sandbox } = other;
    sandbox.updateBucket('second', { domains: [{ domain: 'files.localhost' }] });
    const store = (endpoint: string) =>
      other.storeWith({
        accounts: () => other.account({ endpoint, addressing: 'custom-domain' }),
      });
    const target = other.target('a.txt');
    expect(target.bucket).toBe('first');
    const bound = store(`http://files.localhost:${sandbox.port}`);
    await expect(bound.initiate(target, noOptions, someContext())).rejects.toMatchObject({
      record: { code: 'domain-elsewhere', ossCode: 'SignatureDoesNotMatch' },
    });
    const gone = { ...target, bucket: 'third' };
    const unbound = store(`http://third.localhost:${sandbox.port}`);
    await expect(unbound.initiate(gone, noOptions, someContext())).rejects.toMatchObject({
      record: { code: 'domain-elsewhere', ossCode: 'NoSuchBucket' },
    });
  } finally {
    await other.close();
  }
});
