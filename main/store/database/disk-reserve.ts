import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Enough for the commits that bring what runs to a stop, with their write-ahead log. */
export const reserveSize = 8 * 1024 * 1024;

/**
 * A file that keeps room for the last writes before the disk is full. It is filled with noise, so
 * that a file system that compresses, or leaves holes out, really sets the room aside.
 */
export class DiskReserve {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  get held(): boolean {
    return statSync(this.#file, { throwIfNoEntry: false })?.size === reserveSize;
  }

  /** Gives the room up. Returns false when there was none to give. */
  release(): boolean {
    const held = this.held;
    rmSync(this.#file, { force: true });
    return held;
  }

  /** Takes the room, if the disk has it with as much again to spare. Returns whether it is held. */
  take(): boolean {
    if (this.held) return true;
    try {
      const disk = statfsSync(path.dirname(this.#file));
      if (disk.bavail * disk.bsize < 2 * reserveSize) return false;
      this.#write();
      return true;
    } catch {
      // Half a reserve would look like room that is not there.
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
