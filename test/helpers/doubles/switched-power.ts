import type { Power, PowerEvent } from '../../../main/engine/ports/system.ts';

/** A computer that sleeps and wakes when the test says so. */
export function switchedPower() {
  const listeners = new Set<(event: PowerEvent) => void>();
  const waiting: (() => void)[] = [];
  let isBusy = false;
  const power: Power = {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setBusy(busy) {
      isBusy = busy;
      if (!busy) for (const resolve of waiting.splice(0)) resolve();
    },
  };
  const emit = (event: PowerEvent): void => {
    for (const listener of listeners) listener(event);
  };
  /** Resolves as soon as the engine keeps the computer awake no longer. */
  const idle = (): Promise<void> =>
    new Promise((resolve) => {
      if (isBusy) waiting.push(resolve);
      else resolve();
    });
  return { power, emit, idle, isBusy: () => isBusy };
}
