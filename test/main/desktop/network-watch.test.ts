import { expect, it } from 'vitest';
import { networkChange, networkKey } from '../../../main/desktop/network-watch.ts';

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

it('row 65: is the same when a link-local address comes or goes', () => {
  const home = networkKey({ wlan: [entry('192.168.0.7')] });
  const withLinks = { wlan: [entry('192.168.0.7'), entry('fe80::1')], usb: [entry('169.254.3.4')] };
  expect(networkKey(withLinks)).toBe(home);
});

it('row 65: loses nothing when an address only comes', () => {
  const home = networkKey({ wlan: [entry('192.168.0.7')] });
  const both = networkKey({ wlan: [entry('192.168.0.7')], vpn: [entry('10.8.0.2')] });
  expect(networkChange(home, home)).toBeUndefined();
  expect(networkChange(home, both)).toBe('network-added');
  expect(networkChange('', home)).toBe('network-added');
  expect(networkChange(both, home)).toBe('network-changed');
  expect(networkChange(home, '')).toBe('network-changed');
});

it('is another one on another network', () => {
  const home = networkKey({ wlan: [entry('192.168.0.7')] });
  expect(networkKey({ wlan: [entry('10.0.0.7')] })).not.toBe(home);
  expect(networkKey({ cable: [entry('192.168.0.7')] })).not.toBe(home);
  expect(networkKey({})).not.toBe(home);
});
