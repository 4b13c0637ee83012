import { expect, it } from 'vitest';
import { networkKey } from '../../../main/desktop/network-watch.ts';

const entry = (address: string, internal = false) => ({
  address,
  internal,
  family: 'IPv4' as const,
  netmask: '255.255.255.0',
  mac: '00:00:00:00:00:00',
  cidr: null,
});

it('is the same for the same addresses in another order, without the loopback', () => {
  const one = networkKey({
    lo: [entry('127.0.0.1', true)],
    a: [entry('10.0.0.2')],
    b: [entry('x')],
  });
  expect(networkKey({ b: [entry('x')], a: [entry('10.0.0.2')] })).toBe(one);
});

it('is another one on another network', () => {
  const home = networkKey({ wlan: [entry('192.168.0.7')] });
  expect(networkKey({ wlan: [entry('10.0.0.7')] })).not.toBe(home);
  expect(networkKey({ cable: [entry('192.168.0.7')] })).not.toBe(home);
  expect(networkKey({})).not.toBe(home);
});
