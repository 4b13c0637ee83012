import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * True when a host is reached without the proxy: always this computer, and each host on the list.
 *
 * An entry is a host name (with its subdomains; a leading `.` or `*.` changes nothing), an
 * address, a subnet such as `10.0.0.0/8`, or `*`. Each entry except `*` may end in `:port`. These
 * are the rules that curl documents for `NO_PROXY`.
 */
export function bypassesProxy(host: string, port: number, list: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return isLoopback(name) || list.some((entry) => entryMatches(entry.trim(), name, port));
}

function isLoopback(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return isInside(loopback, name);
}

function entryMatches(entry: string, name: string, port: number): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const match = /^(?:\[([^\]]+)\]|([^:]+|[^:]*:[^:]*:.*?))(?::(\d+))?$/.exec(entry);
  const wanted = match?.[1] ?? match?.[2];
  if (wanted === undefined) return false;
  if (match?.[3] !== undefined && Number(match[3]) !== port) return false;
  return wanted.includes('/') ? isInSubnet(wanted, name) : isNamed(wanted, name);
}

function isNamed(wanted: string, name: string): boolean {
  const domain = wanted.toLowerCase().replace(/^\*?\./, '');
  return name === domain || (isIP(name) === 0 && name.endsWith(`.${domain}`));
}

function isInSubnet(wanted: string, name: string): boolean {
  const [network = '', prefix = ''] = wanted.split('/');
  const family = isIP(network);
  const bits = Number(prefix);
  if (family === 0 || !/^\d+$/.test(prefix) || bits > (family === 4 ? 32 : 128)) return false;
  const subnet = new BlockList();
  subnet.addSubnet(network, bits, family === 4 ? 'ipv4' : 'ipv6');
  return isInside(subnet, name);
}

function isInside(list: BlockList, name: string): boolean {
  const family = isIP(name);
  return family !== 0 && list.check(name, family === 4 ? 'ipv4' : 'ipv6');
}
