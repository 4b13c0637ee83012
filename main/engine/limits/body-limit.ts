import { ossLimits } from '../../../shared/upload/oss-limits.ts';

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
