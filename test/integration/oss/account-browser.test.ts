import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccountBrowser } from '../../../main/oss/requests/account-browser.ts';
import { createTransport } from '../../../main/transfer/workers/worker-pool.ts';
import {
  fixedCredentials,
  noOptions,
  someAccount,
  someContext,
} from '../../helpers/oss-account.ts';
import { startSandboxStore, type SandboxStore } from './sandbox-store.ts';

const keys = { accessKeyId: 'UPLOADS', accessKeySecret: 'only' };
const transport = createTransport();
let test: SandboxStore;

beforeAll(async () => {
  test = await startSandboxStore({ buckets: ['first-bucket', 'second-bucket'] });
  test.sandbox.addAccount({ ...keys, policy: { actions: ['oss:PutObject'] } });
});
afterAll(async () => {
  await transport.close();
  await test.close();
});

function browser(given?: typeof keys) {
  const { accessKeyId, accessKeySecret } = test.sandbox;
  const credentials = fixedCredentials(given ?? { accessKeyId, accessKeySecret });
  return createAccountBrowser({ accounts: () => test.account(), credentials, transport });
}

describe('an account browser on the sandbox', () => {
  it('lists the buckets', async () => {
    expect(await browser().buckets(someAccount.id, someContext())).toEqual({
      permitted: true,
      buckets: [
        { name: 'first-bucket', region: 'cn-hangzhou' },
        { name: 'second-bucket', region: 'cn-hangzhou' },
      ],
    });
  });

  it('lists prefixes level by level, with every kind of name', async () => {
    const names = ['top', 'a b+c/x', 'a b+c/层 1/y', 'a b+c/层 2/z', '%20/w'];
    for (const key of names) {
      await test.store.put(test.target(key), undefined, noOptions, someContext());
    }
    const target = { accountId: someAccount.id, bucket: 'first-bucket', prefix: '' };
    const top = await browser().prefixes(target, someContext());
    expect(top).toEqual({ permitted: true, prefixes: ['%20/', 'a b+c/'], truncated: false });
    const below = await browser().prefixes({ ...target, prefix: 'a b+c/' }, someContext());
    expect(below.prefixes).toEqual(['a b+c/层 1/', 'a b+c/层 2/']);
  });

  it('follows the pages', async () => {
    const bucket = 'second-bucket';
    const puts = Array.from({ length: 230 }, (_, index) => `p${String(index).padStart(3, '0')}/x`);
    for (const key of puts) {
      await test.store.put({ ...test.target(key), bucket }, undefined, noOptions, someContext());
    }
    const target = { accountId: someAccount.id, bucket, prefix: '' };
    const listed = await browser().prefixes(target, someContext());
    expect(listed.prefixes).toHaveLength(230);
    expect(listed.truncated).toBe(false);
  });

  it('knows a refusal when the keys may upload only', async () => {
    const target = { accountId: someAccount.id, bucket: 'first-bucket', prefix: '' };
    expect(await browser(keys).buckets(someAccount.id, someContext())).toEqual({
      permitted: false,
      buckets: [],
    });
    expect((await browser(keys).prefixes(target, someContext())).permitted).toBe(false);
  });
});
