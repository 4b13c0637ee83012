import { ossLimits } from '../../../shared/oss-limits.ts';

/** Transfers in a row that fill the limit before larger bodies are tried again. */
const transfersBeforeLarger = 20;

/**
 * The largest body, in bytes, that one request may have on this line. Some lines reset every
 * connection after so many bytes: a body that broke in each of its tries halves the limit, and
 * transfers that come through raise it again. Nothing is kept over a restart of Ferry.
 */
export class BodyLimit {
  #bytes = Infinity;
  #cameThrough = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** A body of `size` bytes broke in each of its tries. */
  broke(size: number): void {
    this.#cameThrough = 0;
    this.#bytes = Math.min(this.#bytes, Math.max(ossLimits.minPartSize, Math.floor(size / 2)));
  }

  /** A transfer of `size` bytes came through. One that is below the limit says nothing about it. */
  carried(size: number): void {
    if (size < this.#bytes) return;
    this.#cameThrough += 1;
    if (this.#cameThrough < transfersBeforeLarger) return;
    this.#cameThrough = 0;
    this.#bytes *= 2;
  }
}
