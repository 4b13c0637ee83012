import type { ErrorRecord } from '../../../shared/errors.ts';
import type { Clock } from '../ports/clock.ts';
import { Slots } from './slots.ts';

/** A place that a request has elsewhere, and that may be taken back until the request is sent. */
export interface RevocablePlace {
  /** More have a place there than there are places: limits were lowered. */
  readonly isCrowded: boolean;
  /** Leaves it and waits for another one. Rejects when aborted. */
  giveWay(): Promise<void>;
}

/** A request's leave to be sent. `judge` it once, then `leave`. */
export interface Permit {
  /** OSS took the bytes. */
  accepted(): void;
  /** Tells the pace about a failure; only those that say "too much" change anything. */
  failed(error: ErrorRecord): void;
  leave(): void;
}

/**
 * How many requests one account sends to one bucket at the same time.
 *
 * A 503 halves the number for all its transfers, and nothing is sent before the time the server
 * asked for; each round of accepted requests gives one place back. Requests that were on the way
 * when the number was halved do not halve it again.
 */
export class AccountPace {
  readonly #slots: Slots;
  readonly #clock: Clock;
  #ceiling: number;
  #round = 0;
  #acceptedInRound = 0;
  #holdUntil = 0;

  constructor(ceiling: number, clock: Clock) {
    this.#ceiling = ceiling;
    this.#slots = new Slots(ceiling);
    this.#clock = clock;
  }

  /** Requests that may be on the way at the same time now. */
  get capacity(): number {
    return this.#slots.capacity;
  }

  /** The settings changed; a pace that was lowered stays lowered. */
  setCeiling(ceiling: number): void {
    const lowered = this.#slots.capacity < this.#ceiling;
    this.#ceiling = ceiling;
    this.#slots.setCapacity(lowered ? Math.min(this.#slots.capacity, ceiling) : ceiling);
  }

  /** Waits for a place, and for the end of a pause the server asked for. */
  async enter(signal: AbortSignal, place?: RevocablePlace): Promise<Permit> {
    for (;;) {
      const leave = await this.#slots.acquire(signal);
      await this.#endOfPause(signal).catch((error: unknown) => {
        leave();
        throw error;
      });
      if (place?.isCrowded !== true) return this.#permit(leave);
      // Whoever has the place that this one waits for may wait for this one's.
      leave();
      await place.giveWay();
    }
  }

  #permit(leave: () => void): Permit {
    const round = this.#round;
    return {
      accepted: () => this.#grow(),
      failed: (error) => this.#noticeFailure(error, round),
      leave,
    };
  }

  async #endOfPause(signal: AbortSignal): Promise<void> {
    // Others may extend the pause while this one sleeps.
    for (let rest = this.#rest(); rest > 0; rest = this.#rest()) {
      await this.#clock.sleep(rest, signal);
    }
  }

  /** Nothing is sent before the time that a server asked for, whatever request it was asked about. */
  noticeDemand({ retryAfter = 0 }: ErrorRecord): void {
    if (retryAfter <= 0) return;
    this.#holdUntil = Math.max(this.#holdUntil, this.#clock.monotonic() + retryAfter);
  }

  #rest(): number {
    return this.#holdUntil - this.#clock.monotonic();
  }

  #noticeFailure(error: ErrorRecord, round: number): void {
    this.noticeDemand(error);
    const tooMuch = error.code === 'server-busy' || error.code === 'no-progress';
    if (!tooMuch || round !== this.#round) return;
    this.#round += 1;
    this.#acceptedInRound = 0;
    this.#slots.setCapacity(Math.max(1, Math.floor(this.#slots.capacity / 2)));
  }

  #grow(): void {
    if (this.#slots.capacity >= this.#ceiling) return;
    this.#acceptedInRound += 1;
    if (this.#acceptedInRound < this.#slots.capacity) return;
    this.#acceptedInRound = 0;
    this.#slots.setCapacity(this.#slots.capacity + 1);
  }
}
