import type { Clock } from './ports/system.ts';

const windowLength = 3000;
const bucketLength = 250;

/** Bytes or files a second over the last three seconds. Times are monotonic milliseconds. */
export class SpeedWindow {
  readonly #buckets: { readonly at: number; count: number }[] = [];
  readonly #begun: number;

  constructor(now: number) {
    this.#begun = now;
  }

  add(count: number, now: number): void {
    const at = Math.floor(now / bucketLength) * bucketLength;
    const last = this.#buckets.at(-1);
    if (last?.at === at) last.count += count;
    else this.#buckets.push({ at, count });
    this.#forget(now);
  }

  /** Never negative, although counted bytes can be subtracted again. */
  rate(now: number): number {
    this.#forget(now);
    const counted = this.#buckets.reduce((sum, { count }) => sum + count, 0);
    const seconds = Math.max(bucketLength, Math.min(windowLength, now - this.#begun)) / 1000;
    return Math.max(0, Math.round(counted / seconds));
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
  /** Files that were done or skipped. */
  readonly filesPerSecond: number;
}

/**
 * The speeds of all uploads. Each begins to count with its first running transfer, so that its
 * speed is right from the start. Times are monotonic milliseconds.
 */
export class UploadSpeeds {
  readonly #windows = new Map<
    number,
    { readonly bytes: SpeedWindow; readonly files: SpeedWindow }
  >();

  /** A transfer of the upload begins. */
  begin(
    batchId: number,
    now: number,
  ): { readonly bytes: SpeedWindow; readonly files: SpeedWindow } {
    const known = this.#windows.get(batchId);
    if (known !== undefined) return known;
    const windows = { bytes: new SpeedWindow(now), files: new SpeedWindow(now) };
    this.#windows.set(batchId, windows);
    return windows;
  }

  moved(batchId: number, bytes: number, now: number): void {
    this.begin(batchId, now).bytes.add(bytes, now);
  }

  /** A file of the upload is done or was skipped. */
  ended(batchId: number, now: number): void {
    this.begin(batchId, now).files.add(1, now);
  }

  /**
   * The uploads whose bytes or files moved. Forgets the others, unless they run: they begin anew.
   *
   * @param running uploads with a running transfer
   */
  rates(running: ReadonlySet<number>, now: number): readonly UploadSpeed[] {
    return [...this.#windows].flatMap(([batchId, { bytes, files }]) => {
      const [speed, filesPerSecond] = [bytes.rate(now), files.rate(now)];
      if (speed > 0 || filesPerSecond > 0) return [{ batchId, speed, filesPerSecond }];
      if (!running.has(batchId)) this.#windows.delete(batchId);
      return [];
    });
  }
}

/** Byte counts of one running transfer. */
export class RunningBytes {
  #size: number;
  readonly #clock: Clock;
  readonly #uploads: UploadSpeeds;
  readonly #batchId: number;
  readonly #window: SpeedWindow;
  readonly #onTheWay = new Map<number, number>();
  readonly #changed: (moved: number) => void;
  #committed: number;

  /** @param changed called at every change, with the bytes that moved since the last one */
  constructor(
    transfer: { readonly batchId: number; readonly size: number; readonly bytesSent: number },
    uploads: UploadSpeeds,
    clock: Clock,
    changed: (moved: number) => void,
  ) {
    this.#size = transfer.size;
    this.#committed = transfer.bytesSent;
    this.#clock = clock;
    this.#uploads = uploads;
    this.#batchId = transfer.batchId;
    this.#window = new SpeedWindow(clock.monotonic());
    uploads.begin(transfer.batchId, clock.monotonic());
    this.#changed = changed;
  }

  /** The current size of the file; the size at the scan may differ. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of finished parts. */
  get committed(): number {
    return this.#committed;
  }

  /** Bytes of finished parts plus bytes in flight; never more than the size. */
  get shown(): number {
    let bytes = this.#committed;
    for (const part of this.#onTheWay.values()) bytes += part;
    return Math.min(bytes, this.#size);
  }

  /** Parts in flight, as [number, bytes]. */
  get partsMoving(): readonly (readonly [number, number])[] {
    return [...this.#onTheWay];
  }

  get speed(): number {
    return this.#window.rate(this.#clock.monotonic());
  }

  /** Sets the size when it differs from the size at the scan. */
  resize(size: number): void {
    this.#size = size;
  }

  moved(partNumber: number, bytes: number): void {
    this.#onTheWay.set(partNumber, (this.#onTheWay.get(partNumber) ?? 0) + bytes);
    const now = this.#clock.monotonic();
    this.#window.add(bytes, now);
    this.#uploads.moved(this.#batchId, bytes, now);
    this.#changed(bytes);
  }

  /** Counts a part that is committed on OSS and in the database. */
  committedPart(partNumber: number, size: number): void {
    this.#onTheWay.delete(partNumber);
    this.#committed += size;
    this.#changed(0);
  }

  /** Discards the bytes in flight of a part that has to be sent again. */
  lostPart(partNumber: number): void {
    this.#onTheWay.delete(partNumber);
    this.#changed(0);
  }

  /** Sets the committed bytes from the checkpoint after the server's parts were checked. */
  restart(committed: number): void {
    this.#onTheWay.clear();
    this.#committed = committed;
    this.#changed(0);
  }
}
