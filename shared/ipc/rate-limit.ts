/** Rate limiter: allows `perSecond` calls a second, with a burst of one second's worth. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #monotonic: () => number;
  #tokens: number;
  #at: number;

  /** @param monotonic milliseconds that never jump */
  constructor(perSecond: number, monotonic: () => number) {
    this.#perSecond = perSecond;
    this.#monotonic = monotonic;
    this.#tokens = perSecond;
    this.#at = monotonic();
  }

  /** @returns 0 when the call may pass, otherwise the milliseconds until a call may pass */
  take(): number {
    const now = this.#monotonic();
    const refill = ((now - this.#at) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + refill);
    this.#at = now;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000);
    this.#tokens -= 1;
    return 0;
  }
}
