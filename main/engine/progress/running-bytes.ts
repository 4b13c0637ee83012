import type { Clock } from '../ports/clock.ts';
import { SpeedWindow, type UploadSpeeds } from './upload-speeds.ts';

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
    this.#uploads.add(this.#batchId, bytes, now);
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
