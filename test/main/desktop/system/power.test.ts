import { expect, it, vi } from 'vitest';
import { addressesOf, networkChange } from '../../../../main/desktop/system/power.ts';

vi.mock('electron', () => ({}));

const entry = (address: string, internal = false) => ({
  address,
  internal,
  family: 'IPv4' as const,
  netmask: '255.255.255.0',
  mac: '00:00:00:00:00:00',
  cidr: null,
});

it('knows the addresses that lead to OSS, without the loopback', () => {
  const interfaces = { lo: [entry('127.0.0.1', true)], a: [entry('10.0.0.2')], b: [entry('x')] };
  expect([...addressesOf(interfaces)]).toEqual(['10.0.0.2', 'x']);
  expect([...addressesOf({ a: undefined })]).toEqual([]);
});

it('row 65: does not know link-local addresses', () => {
  const interfaces = {
    wlan: [entry('192.168.0.7'), entry('fe80::1')],
    usb: [entry('169.254.3.4')],
  };
  expect([...addressesOf(interfaces)]).toEqual(['192.168.0.7']);
});

it('row 65: names the addresses that went, and no other', () => {
  const name = 'network-changed';
  const [none, home, both] = [[], ['192.168.0.7'], ['192.168.0.7', '10.8.0.2']].map(
    (addresses) => new Set(addresses),
  ) as [Set<string>, Set<string>, Set<string>];
  expect(networkChange(home, new Set(home))).toBeUndefined();
  expect(networkChange(home, both)).toEqual({ name, lost: [] });
  expect(networkChange(none, home)).toEqual({ name, lost: [] });
  expect(networkChange(both, home)).toEqual({ name, lost: ['10.8.0.2'] });
  expect(networkChange(home, new Set(['10.0.0.7']))).toEqual({ name, lost: ['192.168.0.7'] });
  expect(networkChange(home, none)).toEqual({ name, lost: ['192.168.0.7'] });
});
