import type { Power, PowerEvent } from '../../main/engine/ports/power.ts';

/** A computer that goes to sleep, and wakes up, when it is told to. */
export function switchedPower() {
  const listeners = new Set<(event: PowerEvent) => void>();
  let isBusy = false;
  const power: Power = {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setBusy(busy) {
      isBusy = busy;
    },
  };
  const tell = (event: PowerEvent): void => {
    for (const listener of listeners) listener(event);
  };
  return { power, tell, isBusy: () => isBusy };
}
