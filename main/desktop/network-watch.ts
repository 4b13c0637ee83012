import { networkInterfaces } from 'node:os';

type Interfaces = ReturnType<typeof networkInterfaces>;

/** How often it is looked; a change acts within this time. Milliseconds. */
const interval = 3000;

/** The addresses of this computer, as one text: another text is another network. */
export function networkKey(interfaces: Interfaces): string {
  const addresses = Object.entries(interfaces).flatMap(([name, entries = []]) =>
    entries.filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`),
  );
  return addresses.sort().join('\n');
}

/**
 * Calls `listener` when the computer has moved to another network: a cable, another Wi-Fi, a VPN.
 * Electron tells nobody of it. Returns the undo.
 */
export function watchNetwork(listener: () => void): () => void {
  let last = networkKey(networkInterfaces());
  const timer = setInterval(() => {
    const now = networkKey(networkInterfaces());
    if (now === last) return;
    last = now;
    listener();
  }, interval);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
