import type { Clock } from '../../../main/engine/ports/system.ts';
import type { Appointment } from './virtual-time.ts';
import type { World } from './world.ts';

/**
 * One life of the engine's process. When it ends, nothing is answered any more: timers do not ring
 * and promises stay open, as after the end of the process.
 */
export class Life {
  readonly #world: World;
  #alive = true;

  constructor(world: World) {
    this.#world = world;
  }

  get alive(): boolean {
    return this.#alive;
  }

  end(): void {
    this.#alive = false;
  }

  /** Happens only if the process still lives then. */
  after(milliseconds: number, run: () => void): Appointment {
    return this.#world.time.after(milliseconds, () => {
      if (this.#alive) run();
    });
  }

  /** The clock that the engine of this life is given. */
  clock(): Clock {
    const { time } = this.#world;
    return {
      now: () => time.wall,
      monotonic: () => time.monotonic,
      sleep: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted === true) {
            reject(signal.reason as Error);
            return;
          }
          const giveUp = () => {
            timer.cancel();
            reject(signal?.reason as Error);
          };
          const timer = this.after(milliseconds, () => {
            signal?.removeEventListener('abort', giveUp);
            resolve();
          });
          signal?.addEventListener('abort', giveUp, { once: true });
        }),
    };
  }
}
