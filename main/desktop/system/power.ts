import { powerMonitor, powerSaveBlocker } from 'electron';
import type { NetworkChange, Power, PowerEvent } from '../../engine/ports/power.ts';

export interface DesktopPower extends Power {
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
