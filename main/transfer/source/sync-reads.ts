import { fstatSync, statfsSync } from 'node:fs';

/** A call that takes longer waited for a device or a share. Milliseconds. */
const slow = 5;
/** So many reads are then made by the pool of threads, until the next is tried in this thread. */
const readsInPool = 32;

/**
 * File systems on a disk of this computer or in its memory: ext2 to ext4, XFS, Btrfs, F2FS, ZFS,
 * overlayfs, tmpfs. A call to another one may not return before its server does. Source: statfs(2).
 */
const localTypes: readonly number[] = [
  0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x2fc12fc1, 0x794c7630, 0x01021994,
];

/** Only Linux names the file system of an open file. */
const isNamed = process.platform === 'linux';

/**
 * Decides how a worker reads small files and pieces of large ones. What the system has in memory
 * costs less when the worker reads it itself than when a thread of the pool does. But the worker
 * must not wait for a disk or a share, because its connections wait meanwhile: then the pool reads.
 */
export class SyncReads {
  readonly #now: () => number;
  readonly #isLocal: (descriptor: number) => boolean;
  /** By device, as `SourceIdentity.device` names it. */
  readonly #local = new Map<string, boolean>();
  #inPool = 0;

  /** @param now monotonic clock, milliseconds */
  constructor(now: () => number = () => performance.now(), isLocal = isOnLocalDisk) {
    this.#now = now;
    this.#isLocal = isLocal;
  }

  /**
   * Called once for each small file or piece.
   *
   * @returns true when the pool shall read it, as it does until the device is known
   */
  nextInPool(device: string | undefined): boolean {
    if (device === undefined || this.#local.get(device) !== true) return true;
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
      if (this.#now() - begun > slow) this.#inPool = readsInPool;
    }
  }

  /** Learns where the files of a device lie, from one that is open. */
  learn(device: string, descriptor: number): void {
    if (!this.#local.has(device)) this.#local.set(device, this.#isLocal(descriptor));
  }

  /** The device of an open large file; `undefined` where only the pool may read it. */
  deviceOf(descriptor: number): string | undefined {
    if (!isNamed) return undefined;
    const device = fstatSync(descriptor, { bigint: true }).dev.toString();
    this.learn(device, descriptor);
    return device;
  }
}

function isOnLocalDisk(descriptor: number): boolean {
  if (!isNamed) return true;
  try {
    return localTypes.includes(statfsSync(`/proc/self/fd/${descriptor}`).type);
  } catch {
    return false;
  }
}
