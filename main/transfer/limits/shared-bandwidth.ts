import { timeUntil, turnSize, withdraw } from './token-bucket.ts';

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
