import { expect, it } from 'vitest';
import { possibleAddresses } from '../../../main/doctor/data-addresses.ts';
import { someAccount } from '../../helpers/oss-account.ts';

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
