import aliOss from 'ali-oss';
import { describe, expect, it } from 'vitest';
import { createAccountClients } from '../../../main/oss/ali-oss/account-clients.ts';
import type { Account } from '../../../shared/transfer.ts';
import { ossResponse } from '../../helpers/oss-responses.ts';
import {
  fixedCredentials,
  noOptions,
  someAccount,
  someContext,
  someCredentials,
  someTarget,
} from '../../helpers/oss-account.ts';
import { createScriptedTransport } from '../../helpers/doubles/scripted-transport.ts';
import { scriptedStore } from './scripted-store.ts';

const domain = { endpoint: 'https://files.example.com', addressing: 'custom-domain' } as const;

function accountWith(address: NonNullable<Account['dataAddresses']>[string]): Account {
  return { ...someAccount, dataAddresses: { [someTarget.bucket]: address } };
}

describe('the data of a bucket', () => {
  it.each<[string, NonNullable<Account['dataAddresses']>[string], string]>([
    ['a bound domain', domain, 'https://files.example.com/folder/photo.jpg'],
    [
      'an internal endpoint',
      {
        endpoint: 'https://oss-cn-hangzhou-internal.aliyuncs.com',
        addressing: 'virtual-host',
      },
      'https://my-bucket.oss-cn-hangzhou-internal.aliyuncs.com/folder/photo.jpg',
    ],
    [
      'an own endpoint, by path',
      { endpoint: 'http://oss.example.com:81', addressing: 'path' },
      'http://oss.example.com:81/my-bucket/folder/photo.jpg',
    ],
  ])('goes to %s', async (_, address, url) => {
    const { store, transport } = scriptedStore({ accounts: () => accountWith(address) });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    await put;
    expect(request.url).toBe(url);
  });

  it('of another bucket goes to the endpoint of the account', async () => {
    const { store, transport } = scriptedStore({ accounts: () => accountWith(domain) });
    const target = { ...someTarget, bucket: 'other-bucket' };
    const put = store.put(target, undefined, noOptions, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    await put;
    expect(new URL(request.url).host).toBe('other-bucket.oss-cn-hangzhou.aliyuncs.com');
  });

  it('through a domain is signed as ali-oss signs with cname, the bucket in the resource', async () => {
    const { store, transport } = scriptedStore({ accounts: () => accountWith(domain) });
    const put = store.put(someTarget, undefined, noOptions, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    await put;
    const { authorization, host: _host, ...headers } = request.headers;
    const own = new aliOss({
      ...someCredentials,
      bucket: someTarget.bucket,
      endpoint: domain.endpoint,
      region: 'oss-cn-hangzhou',
      cname: true,
      secure: true,
      sldEnable: false,
      authorizationV4: true,
      headerEncoding: 'latin1',
      retryMax: 0,
      refreshSTSTokenInterval: 1,
      urllib: { request: () => Promise.reject(new Error('not called')) },
    });
    const signed = own.authorizationV4('PUT', { headers }, someTarget.bucket, someTarget.key);
    expect(authorization).toBe(signed);
  });
});

describe('a session', () => {
  it('for control operations goes to the endpoint of the account', async () => {
    const clients = createAccountClients({
      accounts: () => accountWith(domain),
      credentials: fixedCredentials(),
      transport: createScriptedTransport(),
    });
    const { bucket } = someTarget;
    expect((await clients.session(someAccount.id, bucket)).address).toEqual(domain);
    expect((await clients.session(someAccount.id, bucket, 'control')).address.endpoint).toBe(
      someAccount.endpoint,
    );
    expect((await clients.session(someAccount.id, undefined)).address.endpoint).toBe(
      someAccount.endpoint,
    );
  });
});
