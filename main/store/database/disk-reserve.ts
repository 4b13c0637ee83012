import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Bytes for the commits that stop all runs, with their write-ahead log. */
export const reserveSize = 8 * 1024 * 1024;

/**
 * A file that reserves disk space for the last writes before the disk is full. It holds random
 * bytes, so that a file system with compression or sparse files really allocates the space.
 */
export class DiskReserve {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  get held(): boolean {
    return statSync(this.#file, { throwIfNoEntry: false })?.size === reserveSize;
  }

  /** Frees the reserved space. Returns false when no space was reserved. */
  release(): boolean {
    const held = this.held;
    rmSync(this.#file, { force: true });
    return held;
  }

  /** Reserves the space if the disk has twice that much free. Returns true when it is reserved. */
  take(): boolean {
    if (this.held) return true;
    try {
      const disk = statfsSync(path.dirname(this.#file));
      if (disk.bavail * disk.bsize < 2 * reserveSize) return false;
      this.#write();
      return true;
    } catch {
      // An incomplete reserve would count as space that does not exist.
      rmSync(this.#file, { force: true });
      return false;
    }
  }

  #write(): void {
    const descriptor = openSync(this.#file, 'w');
    try {
      const noise = randomFillSync(Buffer.allocUnsafe(reserveSize));
      for (let written = 0; written < noise.length;) {
        written += writeSync(descriptor, noise, written);
      }
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}
