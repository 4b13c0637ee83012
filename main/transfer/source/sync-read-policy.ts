/** A call that takes longer waited for a device or a share. Milliseconds. */
const slow = 5;
/** So many files are then read by the pool of threads, until the next one is tried in this thread. */
const filesInPool = 32;

/**
 * Decides how a worker reads small files. A file that the system has in memory costs a third of the
 * processor time when the worker reads it itself. But the worker must not wait for a disk or a
 * share, because its connections wait meanwhile: then the pool reads.
 */
export class SyncReadPolicy {
  readonly #now: () => number;
  #inPool = 0;

  /** @param now monotonic clock, milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Called once for each file. @returns true when the pool shall read it */
  nextInPool(): boolean {
    if (this.#inPool === 0) return false;
    this.#inPool -= 1;
    return true;
  }

  /** Makes a call to the file system in this thread. */
  sync<T>(call: () => T): T {
    const begun = this.#now();
    try {
      return call();
    } finally {
      if (this.#now() - begun > slow) this.#inPool = filesInPool;
    }
  }
}
