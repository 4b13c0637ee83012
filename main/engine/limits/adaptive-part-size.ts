import { defaultSettings } from '../../../shared/settings.ts';

const MiB = 1024 * 1024;
const smallest = MiB;
const largest = 32 * MiB;
const usual = defaultSettings.partSize;
/** A file of fewer grown parts would leave connections without a part at its end. */
const fewestGrown = 64;
/**
 * A file of fewer parts leaves connections without any: each carries little on a line that loses
 * packets.
 */
const fewestParts = defaultSettings.partsAtOnce;
/** A part that takes at most so many milliseconds idles a good share of them between two parts. */
const fast = 1000;
/** Consecutive fast parts until the size grows. */
const partsUntilLarger = 8;
/** A part that takes longer loses too much when its connection breaks. Milliseconds. */
const slow = 30_000;

/**
 * The part size of new uploads while the settings have the usual size: another size was chosen by
 * the user and stays. Files below 256 MiB have smaller parts, so that all connections have one. Fast parts double the size, a part that timed out halves it, and slow parts
 * take growth back. An upload that has begun keeps its part size. A restart of Ferry resets it.
 */
export class AdaptivePartSize {
  #bytes = usual;
  #fastParts = 0;

  /**
   * The part size for a new upload, in bytes.
   *
   * @param chosen the part size of the settings
   * @param size of the file
   */
  for(chosen: number, size: number): number {
    if (chosen !== usual) return chosen;
    const mostForFile =
      size < fewestParts * usual
        ? Math.ceil(size / fewestParts / MiB) * MiB
        : Math.max(usual, Math.floor(size / fewestGrown / MiB) * MiB);
    return Math.min(this.#bytes, Math.max(smallest, mostForFile));
  }

  /**
   * Counts a part that OSS accepted. A part below the size, such as the last of a file, proves
   * nothing about it.
   */
  sent(bytes: number, milliseconds: number): void {
    if (bytes < this.#bytes) return;
    this.#fastParts = milliseconds <= fast ? this.#fastParts + 1 : 0;
    if (milliseconds > slow) this.#bytes = Math.min(this.#bytes, Math.max(usual, bytes / 2));
    if (this.#fastParts < partsUntilLarger) return;
    this.#fastParts = 0;
    this.#bytes = Math.min(largest, this.#bytes * 2);
  }

  /** Counts a part that timed out. Parts of one size that time out together halve the size once. */
  timedOut(bytes: number): void {
    if (bytes < this.#bytes) return;
    this.#fastParts = 0;
    this.#bytes = Math.min(this.#bytes, Math.max(smallest, Math.floor(bytes / 2)));
  }
}
