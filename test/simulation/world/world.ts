import type { Faults } from './faults.ts';
import { Life } from './life.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Something that must never happen did. */
export interface Violation {
  /** The number of the invariant; 0 when the run itself broke (an unexpected error). */
  readonly invariant: number;
  readonly what: string;
}

export interface WorldOptions {
  readonly time: VirtualTime;
  readonly trace: Trace;
  readonly faults: Faults;
  /** Decides how long things take and so which of them comes first. */
  readonly random: SeededRandom;
  /** The engine dies as soon as it has made this many steps at its ports. */
  readonly crashAt: readonly number[];
}

/** What all simulated things of one run share. */
export class World {
  readonly time: VirtualTime;
  readonly trace: Trace;
  readonly faults: Faults;
  readonly random: SeededRandom;
  readonly violations: Violation[] = [];
  /** Called when a crash point is reached. */
  onCrashPoint: () => void = () => undefined;
  #life: Life = new Life(this);
  #steps = 0;
  readonly #crashAt: Set<number>;

  constructor(options: WorldOptions) {
    this.time = options.time;
    this.trace = options.trace;
    this.faults = options.faults;
    this.random = options.random;
    this.#crashAt = new Set(options.crashAt);
  }

  /** The engine's process as it lives now. */
  get life(): Life {
    return this.#life;
  }

  /** How often the engine called a port, had an effect or got an answer. */
  get steps(): number {
    return this.#steps;
  }

  /** The process ends; another begins. */
  newLife(): Life {
    this.#life.end();
    this.#life = new Life(this);
    return this.#life;
  }

  note(what: string): void {
    this.trace.note(this.time.monotonic, what);
  }

  violate(invariant: number, what: string): void {
    this.note(`VIOLATION ${invariant}: ${what}`);
    this.violations.push({ invariant, what });
  }

  /** A step of the engine at one of its ports: a place where it can die. */
  step(what: string): void {
    this.note(what);
    this.#steps += 1;
    if (this.#crashAt.delete(this.#steps)) this.onCrashPoint();
  }
}
