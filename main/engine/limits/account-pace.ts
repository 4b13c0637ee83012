import type { ErrorRecord } from '../../../shared/errors.ts';
import type { Clock } from '../ports/clock.ts';
import { Slots } from './slots.ts';

/** A slot in another pool that a request holds and can give back until it is sent. */
export interface RevocablePlace {
  /** True when more holders than slots exist in that pool, because its limit was lowered. */
  readonly isCrowded: boolean;
  /** Releases the slot and waits for another one. Rejects when aborted. */
  giveWay(): Promise<void>;
}

/** The permission to send one request. Call `accepted` or `failed` once, then `leave`. */
export interface Permit {
  /** OSS accepted the bytes. */
  accepted(): void;
  /** Reports a failure. Only an error that means "too much" lowers the limit. */
  failed(error: ErrorRecord): void;
  leave(): void;
}

/**
 * The limit on concurrent requests of one account to one bucket.
 *
 * A 503 halves the limit for all transfers of the account and bucket. No request is sent before the
 * time that the server demanded. Each round of accepted requests raises the limit by one. Requests
 * that were in flight during a halving do not halve the limit again.
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

  /** The number of requests that may be in flight now. */
  get capacity(): number {
    return this.#slots.capacity;
  }

  /** Applies changed settings; a limit that the server lowered stays lowered. */
  setCeiling(ceiling: number): void {
    const lowered = this.#slots.capacity < this.#ceiling;
    this.#ceiling = ceiling;
    this.#slots.setCapacity(lowered ? Math.min(this.#slots.capacity, ceiling) : ceiling);
  }

  /** Waits for a slot and for the end of a pause that the server demanded. */
  async enter(signal: AbortSignal, place?: RevocablePlace): Promise<Permit> {
    for (;;) {
      const leave = await this.#slots.acquire(signal);
      await this.#endOfPause(signal).catch((error: unknown) => {
        leave();
        throw error;
      });
      if (place?.isCrowded !== true) return this.#permit(leave);
      // Deadlock risk: the holder of that slot may be waiting for ours.
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
    // Another request may extend the pause while this request sleeps.
    for (let rest = this.#rest(); rest > 0; rest = this.#rest()) {
      await this.#clock.sleep(rest, signal);
    }
  }

  /**
   * Delays every request until the time that the server demanded in the response to any request.
   */
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
