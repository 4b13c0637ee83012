import { powerMonitor, powerSaveBlocker } from 'electron';
import type { NetworkChange, Power, PowerEvent } from '../../engine/ports/power.ts';

export interface DesktopPower extends Power {
  /** Electron does not tell of a changed network; the page's `online` event does. */
  readonly networkChanged: (change: NetworkChange) => void;
}

/**
 * Sleep as the system tells it. The computer is kept awake only while bytes move, and only when
 * the person wants it.
 */
export function createPower(keepAwake: () => boolean): DesktopPower {
  const listeners = new Set<(event: PowerEvent) => void>();
  let blocker: number | undefined;
  const tell = (event: PowerEvent): void => {
    for (const listener of listeners) listener(event);
  };
  powerMonitor.on('suspend', () => {
    tell({ name: 'suspend' });
  });
  powerMonitor.on('resume', () => {
    tell({ name: 'resume' });
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
      tell(change);
    },
  };
}
