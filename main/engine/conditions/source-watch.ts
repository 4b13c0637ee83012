import type { SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import type { EnginePorts } from '../api.ts';

/** A missing file whose disk, stick or share is missing too. */
export interface AwaySource {
  readonly path: SourcePath;
  /** Identity at the time of the scan. */
  readonly identity: SourceIdentity | undefined;
  /** The volume, in the form that `SourceFiles.missingVolume` returns. */
  readonly volume: SourcePath;
}

/** Milliseconds between two checks for a missing disk. */
const lookEvery = 15_000;

/** Checks for missing disks, once for all files of a disk, and reports when a disk is back. */
export class SourceWatch {
  readonly #ports: Pick<EnginePorts, 'files' | 'clock'>;
  readonly #onBack: () => void;
  /** One file for each missing disk. */
  readonly #away = new Map<SourcePath, AwaySource>();
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #isLooking = false;

  constructor(ports: Pick<EnginePorts, 'files' | 'clock'>, onBack: () => void) {
    this.#ports = ports;
    this.#onBack = onBack;
  }

  /** True while a disk is missing. */
  get any(): boolean {
    return this.#away.size > 0;
  }

  /**
   * Starts to watch. Call it once the row waits on disk: a later return of the disk ends the wait.
   */
  watch(source: AwaySource): void {
    if (this.#stop.signal.aborted) return;
    this.#away.set(source.volume, source);
    if (!this.#isLooking) void this.#lookUntilAllAreBack();
  }

  /** Checks at once, because the computer woke up. */
  lookNow(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  stop(): void {
    this.#stop.abort();
    this.#away.clear();
  }

  async #lookUntilAllAreBack(): Promise<void> {
    this.#isLooking = true;
    const { signal } = this.#stop;
    while (this.any) {
      const woken = AbortSignal.any([signal, this.#wake.signal]);
      await this.#ports.clock.sleep(lookEvery, woken).catch(() => undefined);
      const found = await this.#look();
      if (signal.aborted) break;
      if (found) this.#onBack();
    }
    this.#isLooking = false;
  }

  /** @returns true when a disk is back */
  async #look(): Promise<boolean> {
    let found = false;
    for (const { volume, path, identity } of [...this.#away.values()]) {
      if ((await this.#ports.files.missingVolume(path, identity)) !== undefined) continue;
      this.#away.delete(volume);
      found = true;
    }
    return found;
  }
}
