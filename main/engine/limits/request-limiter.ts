import { errorClass, type ErrorRecord, toErrorRecord } from '../../../shared/errors.ts';
import type { Clock } from '../ports/system.ts';
import { Slots } from './slots.ts';

/** A slot in another pool that a request holds and can give back until it is sent. */
export interface RevocableSlot {
  /** True when more holders than slots exist in that pool, because its limit was lowered. */
  readonly isCrowded: boolean;
  /** Releases the slot and waits for another one. Rejects when aborted. */
  giveWay(): Promise<void>;
}

/** The permission to send one request. Call `accepted` or `failed` once, then `leave`. */
interface Permit {
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
export class RequestLimiter {
  readonly #slots: Slots;
  readonly #clock: Clock;
  #ceiling: number;
  #round = 0;
  #acceptedInRound = 0;
  #holdUntil = 0;
  #inFlight = 0;
  #movedAt = 0;
  /** True when the last request that ended did so because its connection broke. */
  #isBroken = false;

  constructor(ceiling: number, clock: Clock) {
    this.#ceiling = ceiling;
    this.#slots = new Slots(ceiling);
    this.#clock = clock;
  }

  /** The number of requests that may be in flight now. */
  get capacity(): number {
    return this.#slots.capacity;
  }

  /** True after a 503, until all requests are restored. */
  get isLowered(): boolean {
    return this.#slots.capacity < this.#ceiling;
  }

  /** True until the time before which the server wants no request. */
  get isPaused(): boolean {
    return this.#rest() > 0;
  }

  /** Milliseconds since a byte moved for any request; `undefined` while none is in flight. */
  get stillFor(): number | undefined {
    return this.#inFlight === 0 ? undefined : this.#clock.monotonic() - this.#movedAt;
  }

  /** Bytes of a request moved, or its response arrived. */
  moved(): void {
    this.#movedAt = this.#clock.monotonic();
    this.#isBroken = false;
  }

  /** Applies changed settings; a limit that the server lowered stays lowered. */
  setCeiling(ceiling: number): void {
    const lowered = this.isLowered;
    this.#ceiling = ceiling;
    this.#slots.setCapacity(lowered ? Math.min(this.#slots.capacity, ceiling) : ceiling);
  }

  /** Waits for a slot and for the end of a pause that the server demanded. */
  async enter(signal: AbortSignal, slot?: RevocableSlot): Promise<Permit> {
    for (;;) {
      const leave = await this.#slots.acquire(signal);
      await this.#endOfPause(signal).catch((error: unknown) => {
        leave();
        throw error;
      });
      if (slot?.isCrowded !== true) return this.#permit(leave);
      // Deadlock risk: the holder of that slot may be waiting for ours.
      leave();
      await slot.giveWay();
    }
  }

  #permit(leave: () => void): Permit {
    const round = this.#round;
    if (this.#inFlight === 0 && !this.#isBroken) this.moved();
    this.#inFlight += 1;
    return {
      accepted: () => {
        this.moved();
        this.#grow();
      },
      failed: (error) => this.#noticeFailure(error, round),
      leave: () => {
        this.#inFlight -= 1;
        leave();
      },
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
  holdUntilDemanded({ retryAfter = 0 }: ErrorRecord): void {
    if (retryAfter <= 0) return;
    this.#holdUntil = Math.max(this.#holdUntil, this.#clock.monotonic() + retryAfter);
  }

  #rest(): number {
    return this.#holdUntil - this.#clock.monotonic();
  }

  #noticeFailure(error: ErrorRecord, round: number): void {
    this.holdUntilDemanded(error);
    const kind = errorClass(error.code);
    if (kind === 'connection' || kind === 'offline') this.#isBroken = true;
    else this.moved();
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

/** The request limit of each account and bucket, created at its first use. */
export class RequestLimiters {
  readonly #ceiling: () => number;
  readonly #clock: Clock;
  readonly #limiters = new Map<string, RequestLimiter>();

  /** @param ceiling the requests that all lanes together may have in flight now */
  constructor(ceiling: () => number, clock: Clock) {
    this.#ceiling = ceiling;
    this.#clock = clock;
  }

  of(accountId: string, bucket: string): RequestLimiter {
    const name = `${accountId}/${bucket}`;
    let limiter = this.#limiters.get(name);
    if (limiter === undefined) {
      limiter = new RequestLimiter(this.#ceiling(), this.#clock);
      this.#limiters.set(name, limiter);
    }
    return limiter;
  }

  /** True when OSS lowered the limit of an account and bucket. */
  get isLowered(): boolean {
    return [...this.#limiters.values()].some((limiter) => limiter.isLowered);
  }

  /** Applies a changed ceiling to all limits. */
  applyCeiling(): void {
    for (const limiter of this.#limiters.values()) limiter.setCeiling(this.#ceiling());
  }
}

interface LimitedRequestOptions {
  /** The slot that the request gives back before it is sent, when its pool is over its limit. */
  readonly slot?: RevocableSlot;
  /** What has to be done in the turn of the request, right before it is sent. */
  readonly prepare?: () => Promise<void>;
}

/**
 * Sends a request within the limit of its account and bucket, and reports the outcome to that
 * limit. Every request of a run uses this function, because a pause that a server demands covers
 * all of them.
 *
 * @throws what `prepare` and `send` throw; `signal.reason` when aborted
 */
export async function limitedRequest<T>(
  limiter: RequestLimiter,
  signal: AbortSignal,
  send: () => Promise<T>,
  { slot, prepare }: LimitedRequestOptions = {},
): Promise<T> {
  for (;;) {
    const permit = await limiter.enter(signal, slot);
    try {
      if (prepare !== undefined) {
        await prepare();
        // The response to another request demanded a pause meanwhile.
        if (limiter.isPaused) continue;
      }
      const answer = await send();
      permit.accepted();
      return answer;
    } catch (thrown) {
      if (!signal.aborted) permit.failed(toErrorRecord(thrown));
      throw thrown;
    } finally {
      permit.leave();
    }
  }
}
