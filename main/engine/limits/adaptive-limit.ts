import type { Settings } from '../../../shared/settings.ts';
import type { Clock } from '../ports/clock.ts';

export interface AdaptiveLimitOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** The limit before anything was measured. */
  readonly start: number;
}

/** A round lasts at least this long, in milliseconds: a shorter one is too inaccurate. */
const shortestRound = 100;
/** A larger limit stays when the throughput is at least so many times the one before. */
const leastGain = 1.1;
/** Rounds until a larger limit is tried again, because the network may have changed. */
const roundsUntilProbe = 20;
const growth = 1.5;
const probe = 1.2;

/**
 * How many requests at once move the most, measured while they run. A line with a long delay needs
 * many, a slow line or a busy computer few.
 *
 * After each round of completed requests the limit grows while the throughput of the round grew
 * with it. The first step that brings nothing is taken back, and from then on a larger limit is
 * tried from time to time. A round in which free slots remained says nothing about the limit.
 */
export class AdaptiveLimit {
  readonly #options: AdaptiveLimitOptions;
  #value: number;
  #most = Number.POSITIVE_INFINITY;
  #begunAt: number;
  #ended = 0;
  #work = 0;
  /** The limit and the throughput (work per millisecond) before the last step. */
  #before: { readonly value: number; readonly rate: number } | undefined;
  #roundsAtRest = 0;
  #isSettled = false;

  constructor(options: AdaptiveLimitOptions) {
    this.#options = options;
    this.#value = options.start;
    this.#begunAt = options.clock.monotonic();
  }

  get value(): number {
    return Math.max(1, Math.min(Math.round(this.#value), this.#most));
  }

  /** What keeps the limit where it is; `undefined` while it still grows. */
  get limitedBy(): 'setting' | 'line' | undefined {
    if (this.value >= this.#most) return 'setting';
    return this.#isSettled ? 'line' : undefined;
  }

  /** The upper limit that a person set. */
  setMost(most: number): void {
    this.#most = most;
  }

  /**
   * Counts a completed request.
   *
   * @param work what it moved: bytes, plus what a request costs besides its bytes
   * @param isFull true when no slot was free: more requests were waiting
   */
  completed(work: number, isFull: boolean): void {
    if (!isFull) {
      this.#beginRound();
      return;
    }
    this.#ended += 1;
    this.#work += work;
    const time = this.#options.clock.monotonic() - this.#begunAt;
    if (this.#ended < this.value || time < shortestRound) return;
    this.#judge(this.#work / time);
    this.#beginRound();
  }

  #judge(rate: number): void {
    const { value } = this;
    const before = this.#before;
    if (before !== undefined && rate < before.rate * leastGain) {
      this.#value = before.value;
      this.#settle();
      return;
    }
    if (this.#isSettled && before === undefined) {
      this.#roundsAtRest += 1;
      if (this.#roundsAtRest < roundsUntilProbe) return;
    }
    if (value >= this.#most) {
      this.#settle();
      return;
    }
    this.#before = { value, rate };
    this.#roundsAtRest = 0;
    this.#value = Math.min(this.#most, Math.ceil(value * (this.#isSettled ? probe : growth)));
  }

  #settle(): void {
    this.#before = undefined;
    this.#isSettled = true;
    this.#roundsAtRest = 0;
  }

  #beginRound(): void {
    this.#begunAt = this.#options.clock.monotonic();
    this.#ended = 0;
    this.#work = 0;
  }
}

/** A small file costs as much as so many bytes besides its own. */
const costOfRequest = 16 * 1024;

/** The requests that may be in flight in each lane, within the limits of the settings. */
export class AdaptiveLimits {
  readonly #small: AdaptiveLimit;
  readonly #parts: AdaptiveLimit;

  constructor(settings: Settings, clock: Pick<Clock, 'monotonic'>) {
    this.#small = new AdaptiveLimit({ clock, start: 16 });
    this.#parts = new AdaptiveLimit({ clock, start: 8 });
    this.applySettings(settings);
  }

  get smallFiles(): number {
    return this.#small.value;
  }

  get parts(): number {
    return this.#parts.value;
  }

  /** As `AdaptiveLimit.limitedBy`, of a lane. */
  limitedBy(lane: 'smallFiles' | 'parts'): 'setting' | 'line' | undefined {
    return (lane === 'parts' ? this.#parts : this.#small).limitedBy;
  }

  applySettings({ smallFilesAtOnce, partsAtOnce }: Settings): void {
    this.#small.setMost(smallFilesAtOnce);
    this.#parts.setMost(partsAtOnce);
  }

  /**
   * Counts a request that OSS accepted.
   *
   * @param isFull true when the lane had no free slot
   * @returns true when the limit of its lane changed
   */
  completed(lane: 'smallFiles' | 'parts', bytes: number, isFull: boolean): boolean {
    const before = this[lane];
    const limit = lane === 'parts' ? this.#parts : this.#small;
    limit.completed(bytes + costOfRequest, isFull);
    return this[lane] !== before;
  }
}
