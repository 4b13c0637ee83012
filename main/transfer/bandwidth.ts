/*
 * The arithmetic of the bandwidth limit. The bucket is one number: the time since it was empty, or
 * until it will be. Threads can exchange a single number in one atomic step. A new rate needs no
 * conversion: the saved amount is a time, and the new rate converts it to bytes.
 */

/** The most that a bucket saves, in nanoseconds: below 3 % of five seconds. */
export const longestSaving = 125_000_000;

const second = 1_000_000_000;

/**
 * Takes `bytes` out of the bucket.
 *
 * @param sinceEmpty nanoseconds since the bucket was empty; negative while it is overdrawn
 * @param rate bytes a second
 * @returns the new `sinceEmpty`, or `undefined` when there is not enough in the bucket
 */
export function withdraw(sinceEmpty: number, rate: number, bytes: number): number | undefined {
  const left = Math.min(sinceEmpty, longestSaving) - (bytes * second) / rate;
  return left < 0 ? undefined : left;
}

/** Nanoseconds until `bytes` can be taken, if no other request takes bytes. */
export function timeUntil(sinceEmpty: number, rate: number, bytes: number): number {
  return Math.max(0, (bytes * second) / rate - sinceEmpty);
}

/** Bytes that fill a packet: smaller writes cost more headers. */
const packet = 1400;

/**
 * The most that one request takes at a time, so that requests take turns. It equals the flow of a
 * hundredth of a second; of a fortieth where that is less than a packet. A timer waits for one turn,
 * so the bucket makes up for one that comes later by the rest of the saving.
 */
export function turnSize(rate: number): number {
  return Math.floor(Math.max(rate / 100, Math.min(packet, rate / 40)));
}

const rateWord = 0;
const emptyAtWord = 1;

/** Below this limit a turn would be smaller than the headers of one packet. */
const lowestLimit = 1024;

/**
 * The bandwidth limit of the app. All worker threads take from the same bucket. They read the
 * limit before every write, so a change acts at once on running requests.
 */
export class SharedBandwidth {
  readonly memory: SharedArrayBuffer;
  /** Bytes a second (0 is no limit), and the `process.hrtime` when the bucket is empty. */
  readonly #words: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#words = new BigInt64Array(memory);
  }

  /** Bytes a second, at least 1,024; `null` is no limit. */
  setLimit(bytesPerSecond: number | null): void {
    const rate = bytesPerSecond === null ? 0 : Math.max(lowestLimit, Math.round(bytesPerSecond));
    Atomics.store(this.#words, rateWord, BigInt(rate));
  }

  /** Takes up to `wanted` bytes, under a limit at most one turn; 0 when the caller has to wait. */
  take(wanted: number): number {
    for (;;) {
      const rate = Number(Atomics.load(this.#words, rateWord));
      if (rate === 0) return wanted;
      const emptyAt = Atomics.load(this.#words, emptyAtWord);
      const now = process.hrtime.bigint();
      const turn = Math.min(wanted, turnSize(rate));
      const sinceEmpty = withdraw(Number(now - emptyAt), rate, turn);
      if (sinceEmpty === undefined) return 0;
      const next = now - BigInt(Math.round(sinceEmpty));
      if (Atomics.compareExchange(this.#words, emptyAtWord, emptyAt, next) === emptyAt) return turn;
    }
  }

  /** Milliseconds until `take` may return bytes. */
  waitingTime(wanted: number): number {
    const rate = Number(Atomics.load(this.#words, rateWord));
    if (rate === 0) return 0;
    const sinceEmpty = Number(process.hrtime.bigint() - Atomics.load(this.#words, emptyAtWord));
    return timeUntil(sinceEmpty, rate, Math.min(wanted, turnSize(rate))) / 1e6;
  }
}

interface Waiter {
  readonly wanted: number;
  readonly isOver: () => boolean;
  readonly resolve: (bytes: number) => void;
}

/** The longest time in milliseconds until a waiting request notices a change of the limit. */
const longestNap = 100;

/** The requests of one worker that wait for bandwidth, in the order of their calls. */
export class BandwidthQueue {
  readonly #bandwidth: SharedBandwidth;
  readonly #waiters: Waiter[] = [];

  constructor(bandwidth: SharedBandwidth) {
    this.#bandwidth = bandwidth;
  }

  /**
   * Returns up to `wanted` bytes, at once or when the turn of this request comes. A waiter whose
   * `isOver` is true takes no bytes and gets 0.
   */
  take(wanted: number, isOver: () => boolean): number | Promise<number> {
    const bytes = this.#waiters.length === 0 ? this.#bandwidth.take(wanted) : 0;
    if (bytes > 0) return bytes;
    return new Promise((resolve) => {
      this.#waiters.push({ wanted, isOver, resolve });
      if (this.#waiters.length === 1) this.#nap(wanted);
    });
  }

  #nap(wanted: number): void {
    const time = this.#bandwidth.waitingTime(wanted);
    setTimeout(() => this.#serve(), Math.min(Math.ceil(time), longestNap));
  }

  #serve(): void {
    while (this.#waiters[0] !== undefined) {
      const { wanted, isOver, resolve } = this.#waiters[0];
      const bytes = isOver() ? 0 : this.#bandwidth.take(wanted);
      if (bytes === 0 && !isOver()) {
        this.#nap(wanted);
        return;
      }
      this.#waiters.shift();
      resolve(bytes);
    }
  }
}
