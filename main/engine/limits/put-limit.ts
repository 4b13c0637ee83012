const MiB = 1024 * 1024;
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
