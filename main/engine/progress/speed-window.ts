const windowLength = 3000;
const bucketLength = 250;

/** Bytes a second over the last three seconds. Times are monotonic milliseconds. */
export class SpeedWindow {
  readonly #buckets: { readonly at: number; bytes: number }[] = [];
  readonly #begun: number;

  constructor(now: number) {
    this.#begun = now;
  }

  add(bytes: number, now: number): void {
    const at = Math.floor(now / bucketLength) * bucketLength;
    const last = this.#buckets.at(-1);
    if (last?.at === at) last.bytes += bytes;
    else this.#buckets.push({ at, bytes });
    this.#forget(now);
  }

  /** Never negative, although counted bytes can be subtracted again. */
  rate(now: number): number {
    this.#forget(now);
    const bytes = this.#buckets.reduce((sum, bucket) => sum + bucket.bytes, 0);
    const seconds = Math.max(bucketLength, Math.min(windowLength, now - this.#begun)) / 1000;
    return Math.max(0, Math.round(bytes / seconds));
  }

  #forget(now: number): void {
    while ((this.#buckets[0]?.at ?? now) < now - windowLength) this.#buckets.shift();
  }
}
