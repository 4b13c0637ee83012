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

/** The speed of one upload. */
export interface UploadSpeed {
  readonly batchId: number;
  /** Bytes a second. */
  readonly speed: number;
}

/**
 * The speeds of all uploads. Each begins to count with its first running transfer, so that its
 * speed is right from the start. Times are monotonic milliseconds.
 */
export class UploadSpeeds {
  readonly #windows = new Map<number, SpeedWindow>();

  /** A transfer of the upload begins. */
  begin(batchId: number, now: number): SpeedWindow {
    const window = this.#windows.get(batchId) ?? new SpeedWindow(now);
    this.#windows.set(batchId, window);
    return window;
  }

  add(batchId: number, bytes: number, now: number): void {
    this.begin(batchId, now).add(bytes, now);
  }

  /**
   * The uploads with a speed above 0. Forgets the others, unless they run: they begin anew.
   *
   * @param running uploads with a running transfer
   */
  rates(running: ReadonlySet<number>, now: number): readonly UploadSpeed[] {
    return [...this.#windows].flatMap(([batchId, window]) => {
      const speed = window.rate(now);
      if (speed > 0) return [{ batchId, speed }];
      if (!running.has(batchId)) this.#windows.delete(batchId);
      return [];
    });
  }
}
