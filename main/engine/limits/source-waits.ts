import type { Clock } from '../ports/system.ts';

/** A shorter time is too inaccurate, in milliseconds. */
const span = 500;
/** From this share of the time of the parts on, the source holds them up and not the line. */
const leastShare = 0.5;

/**
 * Recognises a slow disk or share: parts on the way whose connection has sent all it got, and that
 * wait for the next bytes of their file. More connections bring nothing then, and what they move
 * says nothing about the line.
 */
export class SourceWaits {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #isLimit = false;
  /** Milliseconds of all parts together; both sums are halved after each span. */
  #waited = 0;
  #onTheWay = 0;
  #spanBegunAt: number;
  #countedAt: number;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.#spanBegunAt = clock.monotonic();
    this.#countedAt = this.#spanBegunAt;
  }

  /** True while the parts spend most of their time waiting for bytes of their files. */
  get isLimit(): boolean {
    return this.#isLimit;
  }

  /** An upload begins to send parts: the time before does not count. */
  begin(): void {
    this.#countedAt = this.#clock.monotonic();
  }

  /** @param milliseconds that one part waited for bytes of its file while its connection idled */
  waited(milliseconds: number): void {
    this.#waited += milliseconds;
  }

  /**
   * Counts the time since the last call. Called when bytes moved.
   *
   * @param parts on the way now
   */
  count(parts: number): void {
    const now = this.#clock.monotonic();
    this.#onTheWay += (now - this.#countedAt) * parts;
    this.#countedAt = now;
    if (now - this.#spanBegunAt < span) return;
    this.#spanBegunAt = now;
    this.#isLimit = this.#waited > 0 && this.#waited >= this.#onTheWay * leastShare;
    this.#waited /= 2;
    this.#onTheWay /= 2;
  }
}
