import type { Clock } from '../ports/clock.ts';
import { SpeedWindow } from './speed-window.ts';

/** The bytes of one running transfer, as they move. */
export class RunningBytes {
  #size: number;
  readonly #clock: Clock;
  readonly #total: SpeedWindow;
  readonly #window: SpeedWindow;
  readonly #onTheWay = new Map<number, number>();
  readonly #changed: () => void;
  #committed: number;

  constructor(
    transfer: { readonly size: number; readonly bytesSent: number },
    total: SpeedWindow,
    clock: Clock,
    changed: () => void,
  ) {
    this.#size = transfer.size;
    this.#committed = transfer.bytesSent;
    this.#clock = clock;
    this.#total = total;
    this.#window = new SpeedWindow(clock.monotonic());
    this.#changed = changed;
  }

  /** What the file has now, which may not be what the scan saw. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of finished parts. */
  get committed(): number {
    return this.#committed;
  }

  /** Finished parts plus what is on the way; never more than the size. */
  get shown(): number {
    let bytes = this.#committed;
    for (const part of this.#onTheWay.values()) bytes += part;
    return Math.min(bytes, this.#size);
  }

  /** Parts on the way, as [number, bytes]. */
  get partsMoving(): readonly (readonly [number, number])[] {
    return [...this.#onTheWay];
  }

  get speed(): number {
    return this.#window.rate(this.#clock.monotonic());
  }

  /** The file is not as large as the scan saw it. */
  resize(size: number): void {
    this.#size = size;
  }

  moved(partNumber: number, bytes: number): void {
    this.#onTheWay.set(partNumber, (this.#onTheWay.get(partNumber) ?? 0) + bytes);
    const now = this.#clock.monotonic();
    this.#window.add(bytes, now);
    this.#total.add(bytes, now);
    this.#changed();
  }

  /** The part is on disk, here and there. */
  committedPart(partNumber: number, size: number): void {
    this.#onTheWay.delete(partNumber);
    this.#committed += size;
    this.#changed();
  }

  /** The part has to be sent again: what was on the way counts for nothing. */
  lostPart(partNumber: number): void {
    this.#onTheWay.delete(partNumber);
    this.#changed();
  }

  /** What the checkpoint says, after a look at the server. */
  restart(committed: number): void {
    this.#onTheWay.clear();
    this.#committed = committed;
    this.#changed();
  }
}
