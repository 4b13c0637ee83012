import { networkInterfaces } from 'node:os';
import { powerMonitor, powerSaveBlocker } from 'electron';
import type { NetworkChange, Power, PowerEvent } from '../../engine/ports/system.ts';

interface DesktopPower extends Power {
  /** Electron has no event for a changed network; the page's `online` event reports it. */
  readonly networkChanged: (change: NetworkChange) => void;
}

/**
 * The system's sleep events. Keeps the computer awake only while bytes move and the user's setting
 * allows it.
 */
export function createPower(keepAwake: () => boolean): DesktopPower {
  const listeners = new Set<(event: PowerEvent) => void>();
  let blocker: number | undefined;
  const publish = (event: PowerEvent): void => {
    for (const listener of listeners) listener(event);
  };
  powerMonitor.on('suspend', () => {
    publish({ name: 'suspend' });
  });
  powerMonitor.on('resume', () => {
    publish({ name: 'resume' });
  });
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    setBusy(busy) {
      const wanted = busy && keepAwake();
      if (wanted && blocker === undefined) {
        blocker = powerSaveBlocker.start('prevent-app-suspension');
      } else if (!wanted && blocker !== undefined) {
        powerSaveBlocker.stop(blocker);
        blocker = undefined;
      }
    },
    networkChanged(change) {
      publish(change);
    },
  };
}

type Interfaces = ReturnType<typeof networkInterfaces>;

/** Milliseconds between two checks; Ferry acts on a change within this time. */
const interval = 3000;

/**
 * Link-local addresses (RFC 3927, RFC 4291) are not routed beyond the local link: no upload uses
 * them.
 */
const linkLocal = /^(169\.254\.|fe[89ab][0-9a-f]:)/i;

/** The addresses from which a connection can lead to OSS. */
export function addressesOf(interfaces: Interfaces): ReadonlySet<string> {
  const addresses = Object.values(interfaces).flatMap((entries = []) =>
    entries
      .filter(({ internal, address }) => !internal && !linkLocal.test(address))
      .map(({ address }) => address),
  );
  return new Set(addresses);
}

/** The added and removed addresses; `undefined` when nothing changed. */
export function networkChange(
  before: ReadonlySet<string>,
  now: ReadonlySet<string>,
): NetworkChange | undefined {
  const lost = [...before.difference(now)];
  if (lost.length === 0 && now.isSubsetOf(before)) return undefined;
  return { name: 'network-changed', lost };
}

/**
 * Calls `listener` when addresses of the computer come or go: a cable, another Wi-Fi, a VPN.
 * Electron has no event for it. Returns a function that stops the watch.
 */
export function watchNetwork(listener: (change: NetworkChange) => void): () => void {
  let last = addressesOf(networkInterfaces());
  const timer = setInterval(() => {
    const now = addressesOf(networkInterfaces());
    const change = networkChange(last, now);
    last = now;
    if (change !== undefined) listener(change);
  }, interval);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
