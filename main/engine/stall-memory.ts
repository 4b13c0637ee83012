const stallsBeforeSmaller = 3;
const smallest = 1024 * 1024;
const mostHalvings = 6;

/**
 * Remembers connections on which nothing moved. After several of them, new uploads get smaller
 * parts: less is lost with each connection that breaks.
 */
export class StallMemory {
  #stalls = 0;
  #halvings = 0;

  stalled(): void {
    this.#stalls += 1;
    if (this.#stalls < stallsBeforeSmaller) return;
    this.#stalls = 0;
    this.#halvings = Math.min(mostHalvings, this.#halvings + 1);
  }

  /** A transfer came through: half a step back towards the wanted size. */
  moved(): void {
    this.#stalls = 0;
    this.#halvings = Math.max(0, this.#halvings - 1);
  }

  /** The part size for a new upload that wants parts of `wanted` bytes. */
  partSize(wanted: number): number {
    return this.#halvings === 0
      ? wanted
      : Math.min(wanted, Math.max(smallest, Math.floor(wanted / 2 ** this.#halvings)));
  }
}
