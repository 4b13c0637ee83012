import { describe, expect, it } from 'vitest';
import type { Account } from '../../../shared/transfer.ts';
import { ossResponse } from '../../helpers/oss-responses.ts';
import {
  fixedCredentials,
  noOptions,
  someAccount,
  someContext,
  someTarget,
} from '../../helpers/oss-account.ts';
import { rejectionOf, scriptedStore } from './scripted-store.ts';

async function putWith(change: Partial<Account>) {
  const { store, transport } = scriptedStore({ accounts: () => ({ ...someAccount, ...change }) });
  const put = store.put(someTarget, undefined, noOptions, someContext());
  const { request, respondWith } = await transport.nextRequest();
  respondWith(ossResponse());
  await put;
  return request;
}

describe('addressing', () => {
  it.each<[string, Partial<Account>, string]>([
    [
      'by the host of the bucket',
      { endpoint: 'http://oss.example.com:8080' },
      'http://my-bucket.oss.example.com:8080/folder/photo.jpg',
    ],
    [
      'by HTTPS when the endpoint does not say',
      { endpoint: 'oss.example.com' },
      'https://my-bucket.oss.example.com/folder/photo.jpg',
    ],
    [
      'by path',
      { endpoint: 'https://oss.example.com', addressing: 'path' },
      'https://oss.example.com/my-bucket/folder/photo.jpg',
    ],
    [
      'by a domain of the bucket',
      { endpoint: 'https://files.example.com', addressing: 'custom-domain' },
      'https://files.example.com/folder/photo.jpg',
    ],
  ])('%s', async (_what, change, url) => {
    expect((await putWith(change)).url).toBe(url);
  });

  it.each(['cn-shanghai', 'oss-cn-shanghai'])(
    'an IP address gets the bucket in the Host header, and signs for the region %s',
    async (region) => {
      const request = await putWith({ endpoint: 'http://127.0.0.1:8080', region });
      expect(request.url).toBe('http://127.0.0.1:8080/folder/photo.jpg');
      expect(request.headers['host']).toBe('my-bucket.oss-cn-shanghai.aliyuncs.com');
      expect(request.headers['authorization']).toContain('/cn-shanghai/oss/aliyun_v4_request');
    },
  );

  it.each<[string, Partial<Account>]>([
    ['an endpoint with a path', { endpoint: 'https://oss.example.com/x' }],
    ['no region', { region: '' }],
    ['a region that is no name', { region: 'cn hangzhou/x' }],
  ])('refuses %s', async (_what, change) => {
    const { store, transport } = scriptedStore({ accounts: () => ({ ...someAccount, ...change }) });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    expect((await rejectionOf(put)).code).toBe('options-invalid');
    expect(transport.sent()).toBe(0);
  });

  it.each(['', 'a', 'evil.example/', 'UPPER', 'x@evil.example'])(
    'lets no bucket %j into a host name',
    async (bucket) => {
      const { store, transport } = scriptedStore();
      const put = store.put({ ...someTarget, bucket }, undefined, noOptions, someContext());
      expect((await rejectionOf(put)).code).toBe('bucket-missing');
      expect(transport.sent()).toBe(0);
    },
  );
});

describe('what cannot be called', () => {
  it('an account whose keys are empty', async () => {
    const credentials = fixedCredentials({ accessKeyId: 'id', accessKeySecret: ' ' });
    const { store } = scriptedStore({ credentials });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    expect((await rejectionOf(put)).code).toBe('credentials-missing');
  });

  it('an unknown account', async () => {
    const accounts = (id: string) => Promise.reject(new Error(`no account ${id}`));
    const { store } = scriptedStore({ accounts });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    expect(await rejectionOf(put)).toMatchObject({
      code: 'internal',
      detail: 'Error: no account account-1',
    });
  });
});

describe('a changed account', () => {
  it('acts on the next call', async () => {
    let account: Account = someAccount;
    const { store, transport } = scriptedStore({ accounts: () => account });
    const hosts: string[] = [];
    for (const endpoint of ['https://one.example.com', 'https://two.example.com']) {
      account = { ...account, endpoint };
      const put = store.put(someTarget, undefined, noOptions, someContext());
      const { request, respondWith } = await transport.nextRequest();
      respondWith(ossResponse());
      await put;
      hosts.push(new URL(request.url).host);
    }
    expect(hosts).toEqual(['my-bucket.one.example.com', 'my-bucket.two.example.com']);
  });
});
