import { networkInterfaces } from 'node:os';

type Interfaces = ReturnType<typeof networkInterfaces>;

/** How often it is looked; a change acts within this time. Milliseconds. */
const interval = 3000;

/** Addresses that lead no further than the next cable (RFC 3927, RFC 4291): no upload uses them. */
const linkLocal = /^(169\.254\.|fe[89ab][0-9a-f]:)/i;

/** The addresses of this computer, as one text: another text is another network. */
export function networkKey(interfaces: Interfaces): string {
  const addresses = Object.entries(interfaces).flatMap(([name, entries = []]) =>
    entries
      .filter(({ internal, address }) => !internal && !linkLocal.test(address))
      .map(({ address }) => `${name} ${address}`),
  );
  return addresses.sort().join('\n');
}

/** Whether an address went, with the sockets on it, or only others came. */
export type NetworkChange = 'network-changed' | 'network-added';

/** What became of the network between two keys; `undefined` when it is the same. */
export function networkChange(before: string, now: string): NetworkChange | undefined {
  if (before === now) return undefined;
  const left = new Set(now.split('\n'));
  const isLost = before !== '' && before.split('\n').some((address) => !left.has(address));
  return isLost ? 'network-changed' : 'network-added';
}

/**
 * Calls `listener` when the computer has moved to another network: a cable, another Wi-Fi, a VPN.
 * Electron tells nobody of it. Returns the undo.
 */
export function watchNetwork(listener: (change: NetworkChange) => void): () => void {
  let last = networkKey(networkInterfaces());
  const timer = setInterval(() => {
    const now = networkKey(networkInterfaces());
    const change = networkChange(last, now);
    last = now;
    if (change !== undefined) listener(change);
  }, interval);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
