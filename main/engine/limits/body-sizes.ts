import { defaultSettings } from '../../../shared/settings.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';

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
 * the user and stays. Files below 256 MiB have smaller parts, so that all connections have one. Fast
 * parts double the size, a part that timed out halves it, and slow parts take growth back. An upload
 * that has begun keeps its part size. A restart of Ferry resets it.
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

/** Smaller bodies say more about the delay than about what a connection carries. */
const smallestBody = MiB;
/** A file that one connection would carry for longer goes by parts, in milliseconds. */
const longestPut = 15_000;

/**
 * The largest file that goes by one PutObject, learned from what a connection carries when it is
 * alone. On a line that loses packets that is little, and the parts of a file share more of the line.
 *
 * Among other requests a connection shows only two bounds: alone it carries at least as much, and at
 * most what all of them carried together. So a line that many connections filled never looks slow.
 * A restart of Ferry forgets it.
 */
export class PutLimit {
  /** Bytes per millisecond of one connection alone. */
  #alone = Infinity;

  /** In bytes. */
  get bytes(): number {
    return Math.max(smallestBody, this.#alone * longestPut);
  }

  /**
   * Counts a body that arrived.
   *
   * @param milliseconds from its request to the response
   * @param atOnce the requests on the way at its end, itself included
   */
  carried(bytes: number, milliseconds: number, atOnce: number): void {
    if (bytes < smallestBody) return;
    const rate = bytes / Math.max(1, milliseconds);
    this.#alone = Math.min(Math.max(this.#alone, rate), rate * Math.max(1, atOnce));
  }
}

/** The limit of each account, created at its first use: two accounts may be on different lines. */
export class PutLimits {
  readonly #limits = new Map<string, PutLimit>();

  of(accountId: string): PutLimit {
    const limit = this.#limits.get(accountId) ?? new PutLimit();
    this.#limits.set(accountId, limit);
    return limit;
  }
}

/** Bodies are whole pages, as the system reads files. Bytes. */
const page = 4096;
/** Consecutive transfers of the full body size before the limit rises again. */
const transfersBeforeLarger = 20;

/**
 * The largest body, in bytes, of one request on this connection. Some networks reset every
 * connection after a number of bytes. A body that broke in each of its tries halves the limit;
 * successful transfers raise it again. A restart of Ferry resets the limit.
 */
export class BodyLimit {
  #bytes = Infinity;
  #cameThrough = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** Lowers the limit after a body of `size` bytes broke in each of its tries. */
  broke(size: number): void {
    this.#cameThrough = 0;
    const half = Math.floor(size / 2 / page) * page;
    this.#bytes = Math.min(this.#bytes, Math.max(ossLimits.minPartSize, half));
  }

  /**
   * Counts a successful transfer of `size` bytes. A transfer below the limit proves nothing about
   * it.
   */
  carried(size: number): void {
    if (size < this.#bytes) return;
    this.#cameThrough += 1;
    if (this.#cameThrough < transfersBeforeLarger) return;
    this.#cameThrough = 0;
    this.#bytes *= 2;
  }
}
