/** Milliseconds that an ended upload is shown as just arrived. */
const shownFor = 60_000;
const most = 5;
/** Uploads that can begin and end between two calls. */
const mostAdded = 1000;

/** The uploads that ended within the last minute, newest first. Times are monotonic milliseconds. */
export class RecentEnds {
  #unfinished: ReadonlySet<number> | undefined;
  #newest = 0;
  #ended: readonly { readonly id: number; readonly at: number }[] = [];

  /**
   * Notes what ended since the last call; the first call notes nothing.
   *
   * @param unfinished the uploads that are unfinished now
   * @param newest the newest upload of all: an upload may begin and end between two calls
   * @returns the uploads that have just ended or were removed, oldest first
   */
  take(unfinished: ReadonlySet<number>, newest: number, now: number): readonly number[] {
    const isFirst = this.#unfinished === undefined;
    const before = this.#unfinished ?? new Set<number>();
    const added = isFirst ? 0 : Math.max(0, newest - this.#newest);
    const fresh = [
      ...before,
      ...Array.from({ length: Math.min(added, mostAdded) }, (_, index) => newest - index),
    ].filter((id) => !unfinished.has(id));
    this.#unfinished = unfinished;
    this.#newest = Math.max(this.#newest, newest);
    const ended = [...new Set(fresh)].sort((one, other) => one - other);
    this.#ended = [...ended.toReversed().map((id) => ({ id, at: now })), ...this.#ended]
      .filter(({ id, at }) => !unfinished.has(id) && at > now - shownFor)
      .slice(0, most);
    return ended;
  }

  get ids(): readonly number[] {
    return this.#ended.map(({ id }) => id);
  }

  /** When the oldest one stops being shown. */
  get nextAt(): number | undefined {
    const oldest = this.#ended.at(-1);
    return oldest === undefined ? undefined : oldest.at + shownFor;
  }
}
