import { getServers, setServers } from 'node:dns';
import { expect, it, onTestFinished } from 'vitest';
import { possibleAddresses, readAddresses } from '../../../main/doctor/data-addresses.ts';
import { TransferError } from '../../../shared/errors.ts';
import { someAccount } from '../../helpers/oss-account.ts';
import { startNameServer } from '../../helpers/servers/name-server.ts';

const nothing = { domains: [], acceleration: false };
const certified = { domain: 'a.example.com', enabled: true, certificateUntil: 1 };

function endpoints(...given: Parameters<typeof possibleAddresses>): readonly string[] {
  return possibleAddresses(...given).map(({ endpoint }) => endpoint);
}

it('are the endpoint of the account, acceleration and the enabled domains, each once', () => {
  const found = {
    acceleration: true,
    domains: [certified, { ...certified, domain: 'off.example.com', enabled: false }],
  };
  const all = ['https://oss-accelerate.aliyuncs.com', 'https://a.example.com'];
  expect(endpoints(someAccount, 'b', nothing)).toEqual([someAccount.endpoint]);
  expect(endpoints(someAccount, 'b', found)).toEqual([someAccount.endpoint, ...all]);
  const chosen = { endpoint: 'https://a.example.com', addressing: 'custom-domain' } as const;
  const account = { ...someAccount, dataAddresses: { b: chosen } };
  expect(endpoints(account, 'b', found)).toEqual([chosen.endpoint, someAccount.endpoint, all[0]]);
});

it('leave out a domain without a certificate, except beside an endpoint in the clear', () => {
  const found = { ...nothing, domains: [{ domain: 'a.localhost', enabled: true }] };
  expect(endpoints(someAccount, 'b', found)).toEqual([someAccount.endpoint]);
  const local = { ...someAccount, endpoint: 'http://127.0.0.1:81' };
  expect(endpoints(local, 'b', found)).toEqual(['http://127.0.0.1:81', 'http://a.localhost:81']);
});

it('leave out a domain whose CNAME record points to another bucket', async () => {
  const { address } = await startNameServer({
    'stray.example.com': 'films.oss-cn-hangzhou.aliyuncs.com',
  });
  const before = getServers();
  setServers([address]);
  onTestFinished(() => {
    setServers(before);
  });
  const until = Date.now() + 86_400_000;
  const bound = (domain: string) => ({ domain, enabled: true, certificateUntil: until });
  const ports = {
    proxyFor: () => undefined,
    serverTime: () => Promise.resolve(0),
    settings: () => ({
      info: () => Promise.reject(new TransferError({ code: 'access-denied' })),
      domains: () => Promise.resolve([bound('stray.example.com'), bound('a.localhost')]),
      region: () => Promise.reject(new Error('Unused.')),
      protection: () => Promise.reject(new Error('Unused.')),
    }),
  };
  const context = { signal: new AbortController().signal, idleTimeout: 1000 };
  const addresses = await readAddresses(ports, someAccount, 'photos', context);
  expect(addresses.map(({ endpoint }) => endpoint)).toEqual([
    someAccount.endpoint,
    'https://a.localhost',
  ]);
});
