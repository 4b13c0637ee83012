import type { Log, Power, PowerEvent } from '../../../main/engine/ports/system.ts';
import { canary } from './simulated-credentials.ts';
import type { World } from '../world/world.ts';

/** Power and log of one computer. */
export class SimulatedDesk {
  readonly #world: World;
  readonly #powerListeners = new Set<(event: PowerEvent) => void>();
  #busy = false;

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether the computer is kept awake. */
  get busy(): boolean {
    return this.#busy;
  }

  /** The process died. */
  forget(): void {
    this.#powerListeners.clear();
    this.#busy = false;
  }

  tellPower(event: PowerEvent): void {
    this.#world.note(`power ${event.name}`);
    for (const listener of [...this.#powerListeners]) listener(event);
  }

  power(): Power {
    return {
      subscribe: (listener) => {
        this.#powerListeners.add(listener);
        return () => this.#powerListeners.delete(listener);
      },
      setBusy: (busy) => {
        this.#busy = busy;
      },
    };
  }

  log(): Log {
    return {
      write: (level, entry) => {
        const { event, transferId = '', error } = entry;
        const detail = error === undefined ? '' : ` ${error.code} ${error.detail ?? ''}`;
        this.#world.note(`log ${level} ${event} ${transferId}${detail}`);
        if (detail.includes(canary)) this.#world.violate(4, `a secret is logged with ${event}`);
      },
    };
  }
}
